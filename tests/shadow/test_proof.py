"""A proof of equality is sound, frugal, and gives up in time."""

import datetime as dt
from collections import OrderedDict
from decimal import Decimal
from enum import IntEnum

import pytest

from switchover.shadow.proof import ROOM, Prover, idle, prove


class One(IntEnum):
    ONE = 1


class Text(str):
    __slots__ = ()


class Boom:
    def __reduce_ex__(self, protocol):
        raise SystemExit("code of the value was run")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        *[(1, True), (1, 1.0), (0.0, -0.0), ("a", b"a"), (b"a", bytearray(b"a")), ((), [])],
        *[(set(), frozenset()), ({}, OrderedDict()), (1, One.ONE), ("a", Text("a"))],
        *[(None, False), (Decimal("1.0"), Decimal("1.00")), ({1: 0}, {True: 0})],
        (dt.datetime(2024, 1, 1), dt.datetime(2024, 1, 1, tzinfo=dt.UTC)),
    ],
)
def test_lookalikes_are_not_proved(a, b):
    """What Python's == takes for equal, or nearly, is not proved."""
    assert not prove(a, b)
    assert not prove([{"k": a}], [{"k": b}])


def test_no_code_of_a_value_runs():
    """Even a class that claims a standard name is refused, and its hooks are not called."""
    fake = type("datetime", (Boom,), {"__module__": "datetime"})
    assert not prove([Boom()], [Boom()])
    assert not prove([fake()], [fake()])


def test_plain_documents_are_proved():
    """JSON-like values and the plain standard types are proved, shared references or not."""
    part = [1, 2.5, None, "x", dt.date(2024, 1, 1), Decimal("1.5"), 3j]
    assert prove({"a": part, "b": part}, {"a": list(part), "b": list(part)})


def test_large_documents_are_checked_as_they_are_written():
    """Many chunks, equal, shorter and longer, come out right."""
    long = [f"text {n}" * 3 for n in range(100_000)]
    assert prove(long, [f"text {n}" * 3 for n in range(100_000)])
    assert not prove(long, long[:-1])
    assert not prove(long[:-1], long)
    assert not prove(long, [*long[:50_000], "other", *long[50_001:]])


def test_a_failed_proof_costs_room():
    """An attempt is charged what it wrote, so that attempts come to an end."""
    prover = Prover()
    while prover.room > 0:
        before = prover.room
        assert not prover.same(["a" * 10_000_000], ["b" * 10_000_000])
        assert prover.room < before
    assert ROOM > 0


def test_a_prover_is_whole_again_after_failure():
    """A refusal or a difference leaves nothing behind for the next proof."""
    prover = Prover()
    for spoiler in ([object()], [[1] * 100_000], chain()):
        assert not prover.same(spoiler, [2])
        assert not prover.same([2], spoiler)
        assert prover.same([1, [2]], [1, [2]])
    assert prover.encoding([1]) == prover.encoding([1]) != prover.encoding([2])


def chain():
    value: list[object] = []
    for _ in range(5000):
        value = [value]
    return value


def test_idle_provers_have_all_their_room():
    """Only provers that never failed are used again."""
    prove([1], [2])
    prove([1], [1])
    assert all(prover.room == ROOM for prover in idle)
