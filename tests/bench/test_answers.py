"""Answers are compared by typed equality, with their place, or not at all where nobody can say."""

import datetime as dt

import pytest

from switchover import bench
from switchover.bench.answers import UnknownError, difference
from switchover.values import encode


def answer(value, *args):
    return (value, args, {})


@pytest.mark.parametrize(
    ("control", "candidate", "said"),
    [
        (1, 1, ""),
        (1, True, "the answer differs: control 1, candidate True"),
        (1, 1.0, "the answer"),
        (0.0, -0.0, "the answer"),
        (float("nan"), float("nan"), ""),
        ({"a": 1, "b": [2]}, {"b": [2], "a": 1}, ""),
        ({"a": [1, 2]}, {"a": [1, 3]}, "the answer['a'][1] differs"),
        ({1, 2}, {2, 1}, ""),
        ({1, 2}, {1, 3}, "the answer"),
        ([1, 2], (1, 2), "the answer"),
        (dt.date(2024, 1, 1), dt.date(2024, 1, 2), "the answer"),
        (1, None, "candidate None"),
    ],
)
def test_typed_equality(control, candidate, said):
    """What is equal says nothing; what differs says where, and what both gave."""
    found = difference(answer(control), answer(candidate))
    assert (said in found) if said else found == ""
    assert bool(difference(encode(answer(control)), encode(answer(candidate)))) is bool(said)


def test_arguments_count():
    """A call that leaves its argument otherwise answers otherwise."""
    assert "args[0][0] differs" in difference(answer(None, [1]), answer(None, [2]))


def test_what_nobody_can_compare_is_said():
    """A value without equality is neither the same nor another."""
    with pytest.raises(UnknownError):
        difference(answer(x for x in "ab"), answer(x for x in "ab"))


INPUTS = [((number,), {}) for number in range(6)]


def plus(number):
    return number + 1


def stub(number):
    return None


def almost(number):
    return number + 1 if number != 4 else 0


COUNT = [0]


def chance(number):
    COUNT[0] += 1
    return COUNT[0]


@pytest.mark.parametrize(
    ("candidate", "said"),
    [(stub, "6 of 6 inputs answered differently"), (almost, "1 of 6 inputs answered differently")],
)
def test_other_answers_fail_a_pair(candidate, said):
    """A stub is not faster, and one wrong answer of six is found."""
    record = bench.measure(
        bench.Pair(control=plus, candidate=candidate, inputs=INPUTS), bench.Options(time_s=2)
    )
    assert record.verdict == "fail"
    assert said in record.reasons[0]
    assert (record.ratio, record.latency.answers) == (None, "differ")


def test_other_answers_may_be_allowed():
    """Asked not to compare, a stub is timed."""
    options = bench.Options(time_s=2, answers="differ")
    record = bench.measure(bench.Pair(control=plus, candidate=stub, inputs=INPUTS), options)
    assert record.ratio is not None
    assert record.latency.answers == "not compared"


def test_a_control_that_differs_from_itself_is_no_measure():
    """Answers of chance fail nobody, and that they were not compared is said."""
    record = bench.measure(
        bench.Pair(control=chance, candidate=plus, inputs=INPUTS[1:]), bench.Options(time_s=2)
    )
    assert "answers differ from call to call" in " ".join(record.reasons)
    assert record.latency.answers == "unknown"
