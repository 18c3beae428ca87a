import itertools

import pytest

from scripts.bench import compare
from scripts.bench.comparison.load import Measured
from scripts.bench.comparison.results import Results
from scripts.bench.comparison.works import Work


def test_the_table_has_the_median_of_the_rounds_and_its_spread() -> None:
    results = Results([Work("read", "read by id", 200, lambda: itertools.repeat(b""))], [])
    for ours, theirs in ((110, 100), (90, 100), (150, 100)):
        results.add("read", "service", Measured(ours, 50, 1))
        results.add("read", "base", Measured(theirs, 100, 1))
    (line,) = compare.table(results).splitlines()[2:]
    assert line == "| read by id | 1.10 (0.90 to 1.50) | 2.00 (2.00 to 2.00) |"


def test_what_is_no_commit_is_refused_before_anything_is_started() -> None:
    with pytest.raises(SystemExit, match="nosuch is no commit of this repository"):
        compare._checkout("nosuch").__enter__()
