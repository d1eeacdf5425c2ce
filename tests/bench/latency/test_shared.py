"""What one side changes for its whole process is seen where each side has a process of its own."""

import decimal
import math
import tracemalloc

import msgspec
import pytest
import samples_of_runs as samples

from switchover import bench
from switchover.bench.latency import StoppingRule
from switchover.bench.latency.decision import Spread
from switchover.bench.latency.shared import strays

MODULE = """
from decimal import Decimal, getcontext
{more}
def price(number):
    total = Decimal(number)
    for _ in range(150):
        total = (total + 1) / 7
    return number
"""
CHANGES = {
    "precise": "getcontext().prec = 400",
    "traced": "import tracemalloc; tracemalloc.start()",
    "plain": "",
}
INPUTS = [((number,), {}) for number in range(5)]


@pytest.fixture
def sides(tmp_path, monkeypatch):
    for name, more in CHANGES.items():
        (tmp_path / f"shared_{name}.py").write_text(MODULE.format(more=more))
    (tmp_path / "shared_control.py").write_text(MODULE.format(more=""))
    monkeypatch.syspath_prepend(tmp_path)
    with decimal.localcontext():  # a pair that is made imports its sides here as well
        yield
    tracemalloc.stop()


@pytest.mark.parametrize("name", ["precise", "traced"])
def test_a_candidate_that_slows_all_of_its_process_is_no_pass(sides, name):
    """Beside it the control is as slow: a context, or a tool that it starts."""
    pair = bench.Pair(
        control="shared_control:price", candidate=f"shared_{name}:price", inputs=INPUTS
    )
    record = bench.measure(pair, bench.Options(seed=1, time_s=3, self_check=False))
    assert record.verdict != "pass", record.reasons
    assert record.ratio > 1.5 or "processes of their own" in record.reasons[0]


def test_an_unchanged_candidate_is_said_to_change_nothing(sides):
    """Launches apart find what those in one process do."""
    pair = bench.Pair(control="shared_control:price", candidate="shared_plain:price", inputs=INPUTS)
    record = bench.measure(pair, bench.Options(seed=1, time_s=3))
    assert record.verdict != "fail"
    assert not any("in one process both came to" in each for each in record.reasons)


def apart(ratio, error=0.01, freedom=40):
    return Spread(centre=math.log(ratio), error=error, freedom=freedom)


@pytest.mark.parametrize(
    ("verdict", "interval", "pairs", "contradicted"),
    [
        ("pass", (0.99, 1.0, 1.01), apart(2.0), True),
        ("pass", (0.99, 1.0, 1.01), apart(1.0), False),
        ("pass", (0.99, 1.0, 1.01), apart(1.09), False),  # not far enough
        ("pass", (0.49, 0.5, 0.51), apart(0.9), False),  # far, and below the budget
        ("pass", (0.99, 1.0, 1.01), apart(2.0, error=0.5), False),
        ("pass", (0.99, 1.0, 1.01), apart(2.0, freedom=0), False),
        ("fail", (1.9, 2.0, 2.1), apart(1.0), True),
        ("fail", (1.9, 2.0, 2.1), apart(1.5), False),
        ("fail", (1.06, 1.08, 1.1), apart(1.0), False),
        ("inconclusive", (0.9, 1.0, 1.1), apart(2.0), False),
        ("pass", (None, 1.0, None), apart(2.0), False),
    ],
)
def test_only_what_lies_far_on_the_other_side_of_the_budget_contradicts(
    verdict, interval, pairs, contradicted
):
    """By all of its pairs."""
    low, ratio, high = interval
    record = samples.latency(ratio, verdict=verdict)
    clock = msgspec.structs.replace(record.clocks[record.clock], low=low, high=high)
    found = msgspec.structs.replace(record, clocks={record.clock: clock})
    assert strays(found, pairs, rule=StoppingRule()) is contradicted
