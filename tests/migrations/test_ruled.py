"""Answers that nobody compared before are held to the plan's rules, and arguments to equality."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import pytest

from switchover.bench import UnknownError
from switchover.migrations.ruled import Ruled
from switchover.shadow import Expect, Ignore, Kind, Rule, Tolerate
from switchover.values import encode

KNOWN: dict[str, Any] = {"reason": "why", "owner": "who"}
CENTS = Tolerate(id="cents", path="$.total", absolute=0.01, **KNOWN)
IGNORED = Ignore(id="ignored", path="$.at", **KNOWN)
EXPIRED = Ignore(id="expired", path="$.at", expires=dt.date(2000, 1, 1), **KNOWN)
ZONED = Expect(
    id="zoned", path="$", difference=Kind.TYPE, control_type="int", candidate_type="float", **KNOWN
)


def answer(returned: Any, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
    """What a call returned, and its arguments as it left them."""
    return (returned, args, kwargs)


@pytest.mark.parametrize(
    ("rules", "control", "candidate", "said"),
    [
        ((), 1, 1, ""),
        ((), 1, 1.0, "$ differs: control 1, candidate 1.0"),
        ((ZONED,), 1, 1.0, ""),
        ((ZONED,), 1.0, 1, "$ differs: control 1.0, candidate 1"),
        ((CENTS,), {"total": 1.0}, {"total": 1.005}, ""),
        ((CENTS,), {"total": 1.0}, {"total": 1.02}, "$.total differs: control 1.0, candidate 1.02"),
        ((CENTS,), {"total": 1.0, "a": 1}, {"total": 1.005, "a": 2}, "$.a differs: control 1, candidate 2"),
        ((IGNORED,), {"at": 1}, {"at": "x"}, ""),
        ((IGNORED,), {"at": 1}, {}, ""),
        ((EXPIRED,), {"at": 1}, {"at": "x"}, "$.at differs: control 1, candidate 'x'"),
        ((CENTS, IGNORED), {"at": 1, "total": 1.0}, {"at": 2, "total": 1.001}, ""),
        ((CENTS, IGNORED), [1], [2], "$[0] differs: control 1, candidate 2"),
    ],
)  # fmt: skip
def test_what_no_rule_accepts_is_told_with_its_place(
    rules: tuple[Rule, ...], control: Any, candidate: Any, said: str
) -> None:
    """The first of it; rules that have expired accept nothing."""
    assert Ruled(rules)(answer(control), answer(candidate)) == said


@pytest.mark.parametrize(
    ("mine", "other", "said"),
    [
        (([1],), ([1],), ""),
        (([1],), ([2],), "args[0][0] differs: "),
        (({"at": 1},), ({"at": 2},), "args[0]['at'] differs: "),
    ],
)
def test_no_rule_speaks_for_arguments(mine: Any, other: Any, said: str) -> None:
    """What a call does to them is held to equality, also where the answers differ by a rule."""
    ruled = Ruled((IGNORED, Ignore(path="$[0]", id="first", **KNOWN)))
    found = ruled(answer({"at": 1}, *mine), answer({"at": 9}, *other))
    assert found.startswith(said)
    assert bool(found) is bool(said)
    named = ruled(answer(5, x=mine), answer(5, x=other))
    assert named.startswith(said.replace("args", "kwargs['x']"))


def test_documents_are_held_to_equality() -> None:
    """Where one of the two is a document already, nothing can apply a rule."""
    ruled = Ruled((IGNORED,))
    one, other = encode(answer({"at": 1})), encode(answer({"at": 2}))
    assert ruled(one, one) == ""
    assert ruled(one, answer({"at": 1})) == ""
    assert ruled(one, other) == "the answer['at'] differs: control {'at': 1}, candidate {'at': 2}"
    assert (
        ruled(answer({"at": 1}), other)
        == "the answer['at'] differs: control {'at': 1}, candidate {'at': 2}"
    )


def test_what_nothing_can_compare_is_unknown_and_no_match() -> None:
    """With the reason."""
    with pytest.raises(UnknownError, match="generator"):
        Ruled(())(answer(n for n in ()), answer(n for n in ()))


def test_it_travels_to_a_launch() -> None:
    """With its rules."""
    ruled = pickle.loads(pickle.dumps(Ruled((CENTS, IGNORED))))
    assert ruled == Ruled((CENTS, IGNORED))
    assert ruled(answer({"at": 1}), answer({"at": 2})) == ""
