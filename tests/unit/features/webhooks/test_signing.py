"""Signatures by the published vector, and as the SDK checks them."""

from uuid import UUID, uuid4

import pytest

from impl.features.webhooks.signing import secret_of, signature, signed_headers

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
TIMESTAMP = 1614265330
BODY = b'{"test": 2432232314}'


def test_the_published_vector_comes_out() -> None:
    signed = signature(SECRET, ID, TIMESTAMP, BODY)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("id", "timestamp", "body"),
    [(f"{ID}x", TIMESTAMP, BODY), (ID, TIMESTAMP + 1, BODY), (ID, TIMESTAMP, BODY + b" ")],
)
def test_all_that_is_sent_is_signed(id: str, timestamp: int, body: bytes) -> None:
    assert signature(SECRET, id, timestamp, body) != signature(SECRET, ID, TIMESTAMP, BODY)


def test_two_secrets_make_two_signatures() -> None:
    other = secret_of("x" * 32, uuid4(), 1)
    headers = signed_headers([SECRET, other], ID, TIMESTAMP, BODY)
    assert headers["webhook-signature"].split(" ") == [
        signature(SECRET, ID, TIMESTAMP, BODY),
        signature(other, ID, TIMESTAMP, BODY),
    ]
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (ID, str(TIMESTAMP))


def test_a_secret_is_the_same_each_time_and_differs_from_all_others() -> None:
    webhook = UUID("01931b6e-7c22-7a10-9e01-6b1d2f3a4c5d")
    secret = secret_of("a" * 32, webhook, 1)
    assert secret == secret_of("a" * 32, webhook, 1)
    others = {
        secret_of("b" * 32, webhook, 1),
        secret_of("a" * 32, webhook, 2),
        secret_of("a" * 32, uuid4(), 1),
    }
    assert len({secret, *others}) == 4
    assert secret.startswith("whsec_")
