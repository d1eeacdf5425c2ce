"""Answers are compared by typed equality, with their place, or not at all where nobody can say."""

import datetime as dt
from collections import OrderedDict

import pytest
from bench.measured import almost, chance, plus, stub

from switchover import bench, values
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


class Thing:
    def __init__(self, number):
        self.number = number


class Other(Thing):
    pass


INPUTS = [((number,), {}) for number in range(6)]


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


@pytest.mark.parametrize(
    ("control", "candidate", "place"),
    [
        ([{1, 2}, 3], [{2, 1}, 4], "the answer[1]"),
        ([frozenset({1}), 3], [frozenset({1}), 4], "the answer[1]"),
        ([{1, 2}, 3], [{1, 3}, 3], "the answer[0]"),
        ([frozenset({1}), 3], [frozenset({2}), 3], "the answer[0]"),
        ([{1}, 3], [{True}, 3], "the answer[0]"),
        ([0.0, 3], [-0.0, 3], "the answer[0]"),
        ([float("nan"), 3], [float("nan"), 4], "the answer[1]"),
        ([1j, 3], [1j, 4], "the answer[1]"),
        ([1j, 3], [2j, 3], "the answer[0]"),
        ([{1: 0}, 3], [{True: 0}, 3], "the answer[0]"),
        ([{"a": 1}, 3], [{"b": 1}, 3], "the answer[0]"),
        ([{"a": 1}, 3], [{"a": 1}, 4], "the answer[1]"),
        ([[1], 3], [[1, 2], 3], "the answer[0]"),
        ([(1, 2), 3], [(1, 2), 4], "the answer[1]"),
        (["a", 3], ["b", 3], "the answer[0]"),
        ([Thing(1), 3], [Thing(2), 3], "the answer[0]['number']"),
        ([OrderedDict(a=1, b=2), 3], [OrderedDict(a=1, b=2), 4], "the answer[1]"),
        ([OrderedDict(a=1), 3], [OrderedDict(a=2), 3], "the answer[0]['a']"),
        ([Thing(1), 3], [Thing(1), 4], "the answer[1]"),
        ([Thing(1), 3], [Other(1), 3], "the answer[0]"),
        ([OrderedDict(a=1, b=2), 3], [OrderedDict(b=2, a=1), 3], "the answer[0]"),
    ],
)
def test_the_first_place_that_differs_is_named(control, candidate, place):
    """What is equal before it is passed over, of whatever type."""
    found = difference(answer(control), answer(candidate))
    assert found.startswith(f"{place} differs: control "), found
    assert difference(answer(candidate), answer(control)).startswith(f"{place} differs: control ")


def test_each_side_of_a_difference_is_told_as_its_own():
    """In an argument as in an answer."""
    assert difference(answer(1), answer(2)) == "the answer differs: control 1, candidate 2"
    found = difference(answer(0, [1, 5]), answer(0, [1, 6]))
    assert found == "args[0][1] differs: control ([1, 5],), candidate ([1, 6],)"
    by_name = difference((0, (), {"n": 5}), (0, (), {"n": 6}))
    assert by_name == "kwargs['n'] differs: control {'n': 5}, candidate {'n': 6}"


@pytest.mark.parametrize("opaque", [(True, False), (False, True), (True, True)])
def test_what_one_side_cannot_show_is_not_known(opaque):
    """Whichever it is: neither alike nor other."""
    sides = [
        values.Node("shop.Handle", fields={"a": 1}, opaque="held by C" if each else None)
        for each in opaque
    ]
    control, candidate = (values.encode(answer(each)) for each in sides)
    if control == candidate:
        control = values.encode(answer([sides[0], 1]))
        candidate = values.encode(answer([sides[1], 2]))
    with pytest.raises(UnknownError, match=r"shop\.Handle: held by C"):
        difference(control, candidate)
