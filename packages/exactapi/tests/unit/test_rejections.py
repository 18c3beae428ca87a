import pytest

from exactapi import rejections
from exactapi.rejections import REJECTIONS, Rejection


def test_no_rejection_is_left_out_of_the_list() -> None:
    defined = [each for each in vars(rejections).values() if isinstance(each, type)]
    own = {each for each in defined if issubclass(each, Rejection) and each is not Rejection}
    assert own == set(REJECTIONS)


def test_each_has_a_status_of_its_own() -> None:
    statuses = [each.status for each in REJECTIONS]
    assert statuses == sorted(set(statuses))


@pytest.mark.parametrize("rejection", REJECTIONS)
def test_what_it_sends_has_an_attribute(rejection: type[Rejection]) -> None:
    assert rejection.sends.keys() <= rejection.headers.keys()
