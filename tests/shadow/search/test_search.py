"""A search finds what no record shows, says nothing where there is nothing, and lets nothing out."""

from __future__ import annotations

import datetime as dt
import math
import time
import zoneinfo
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from pathlib import Path
from random import Random

import pytest

from switchover.shadow import Tolerate, UsageError
from switchover.shadow.search import Limits
from switchover.shadow.search.calls.places import put, walk
from switchover.shadow.search.changes.around import Around
from switchover.shadow.search.changes.leaves import changed
from switchover.shadow.search.changes.mutator import Input, Mutator
from switchover.shadow.search.changes.nesting import nested
from switchover.shadow.search.finding.meaning import Answers
from switchover.shadow.search.finding.shrinking import shrunk, size
from switchover.shadow.search.knowledge.domain import Domain
from switchover.shadow.search.knowledge.facts import Facts, joined
from switchover.shadow.search.sides.probe import ProbedCall
from switchover.shadow.search.sides.sides import Two
from switchover.values import encode, from_text, rebuild

from .pairs import DIFFERENT, EQUAL, SETS
from .told import sought

QUICK = Limits(timeout_s=10)


def looked(control, candidate, inputs, **options):
    """Search for a moment, with nothing from outside."""
    given = {"calls": 600, "time_s": 20, "limits": QUICK}
    return sought(control, candidate, inputs, **{**given, **options})


@pytest.mark.parametrize(
    "name", ["magic-customer", "alias", "coupon", "summer-time", "absent-address"]
)
def test_a_branch_that_no_record_takes_is_found(name: str) -> None:
    """A constant of the source, a shared part, two conditions at once, a zone, a key that is gone."""
    control, candidate, inputs = DIFFERENT[name]
    record = looked(control, candidate, inputs, calls=3000, stop_at=1)
    assert record.finds
    assert record.finds[0].comparison.differences
    assert record.known_inputs == 0


@pytest.mark.parametrize("name", ["mean", "open-orders"])
def test_two_ways_to_write_the_same_differ_nowhere(name: str) -> None:
    """Nothing is found, and what was tried is said."""
    record = looked(*EQUAL[name])
    assert not record.finds
    assert record.tried == 600
    assert sum(record.counts.values()) == 600


@pytest.mark.parametrize("name", ["depth", "kind", "lookup", "first-gap"])
def test_what_records_hold_goes_deeper_and_is_of_other_types(name: str) -> None:
    """A part within itself, a type that a source tells apart, a key that is a text written otherwise."""
    control, candidate, inputs = SETS["fifth"][0][name]
    assert looked(control, candidate, inputs, calls=4000, stop_at=1).finds


def test_a_part_goes_into_itself_only_where_a_like_one_lies_in_it() -> None:
    """Rows of a table hold no tables, and what holds no part of its own kind stays as it is."""
    around = Around(Facts(), [])
    table = (([[1, 2], [3]], {"a": {"b": 1}}), {})
    assert nested(table, around, Random(1)) is table
    tree = (({"name": "a", "under": [{"name": "b", "under": []}]},), {})
    (made,), _ = nested(tree, around, Random(1))
    within = made["under"][0]
    assert within["name"] == "a"
    assert tree[0][0]["under"][0]["name"] == "b"


def test_lists_of_empty_lists_are_drawn_too() -> None:
    """A list whose parts are no leaves has no type that could be drawn; nothing is made up for it."""
    tree = ([[]], [{}], [()])
    record = looked(str, repr, [((tree,), {})], calls=60, with_strategies=True)
    assert record.tried
    assert not record.finds


def listed(**fields: int) -> str:
    return "&".join(f"{name}={held}" for name, held in fields.items())


def listed_anew(**fields: int) -> str:
    return "&".join(f"{name}={fields[name]}" for name in sorted(fields))


def keys_of(record: dict[str, object]) -> list[str]:
    return list(record)


def sorted_keys_of(record: dict[str, object]) -> list[str]:
    return sorted(record)


@pytest.mark.parametrize(
    ("control", "candidate", "given"),
    [
        (listed, listed_anew, ((), {"a": 1, "b": 2})),
        (keys_of, sorted_keys_of, (({"a": 1, "b": "x"},), {})),
    ],
    ids=["arguments", "mapping"],
)
def test_names_come_in_another_order(control, candidate, given) -> None:
    """A function sees the order of its arguments by name, and that of the keys of a record."""
    assert looked(control, candidate, [given, given], stop_at=1).finds


def same_parts(left: list[int], right: list[int]) -> bool:
    return len(left) > 6 and Counter(left) == Counter(right)


def same_set(left: list[int], right: list[int]) -> bool:
    return len(left) == len(right) > 6 and set(left) == set(right)


@pytest.mark.parametrize(
    "inputs",
    [
        [(("triangle", "integral"), {}), (("ab", "abc"), {})],
        [(([3, 4, 5, 6, 7, 8, 9], [9, 8, 7, 6, 5, 4, 3]), {}), (([1], [2, 3]), {})],
    ],
    ids=["texts", "lists"],
)
def test_two_rows_have_the_same_parts_but_not_as_many_of_each(inputs) -> None:
    """What a set does not see is of no other length, and has no other parts."""
    assert looked(same_parts, same_set, inputs, calls=3000, stop_at=1).finds


class Way(IntEnum):
    UP = 1
    DOWN = 2


def counted(value: int, way=Way.UP, of=()) -> int:
    return value * way + len(of)


def counted_anew(value: int, way=Way.UP, of=()) -> int:
    return value * way + (0 if of is None else len(of))


def test_a_default_that_cannot_be_told_is_no_none() -> None:
    """Members of enumerations and tuples are defaults as well, by which nothing else may come."""
    inputs = [((3,), {}), ((4, 2, [1]), {})]
    record = looked(counted, counted_anew, inputs)
    assert not record.finds
    assert record.tried == 600


def test_a_seed_decides_everything() -> None:
    """The same seed tries and finds the same, whatever the clock says."""
    first, second = (looked(*DIFFERENT["coupon"], seed=5, calls=100) for _ in range(2))
    assert [find.call for find in first.finds] == [find.call for find in second.finds]
    assert first.counts == second.counts


def test_a_find_is_small() -> None:
    """Of a list of hundreds the one item that matters is left."""
    record = looked(max_of, max_of_new, [((list(range(300)),), {})])
    assert record.finds[0].call == (([],), {})


def max_of(values):
    return max(values, default=0)


def max_of_new(values):
    return max(values, default=None)


def test_what_the_records_show_already_is_no_find() -> None:
    """A find is news."""
    record = looked(lambda x: x, lambda x: -x, [((4,), {}), ((7,), {})], calls=100)
    assert record.known_inputs == 2
    assert not record.finds


def test_what_a_rule_expects_is_no_find() -> None:
    """Rules mean here what they mean in a comparison."""
    rule = Tolerate(id="cents", path="$", absolute=1.0, reason="rounded", owner="billing")
    record = looked(lambda x: x, lambda x: x + 0.5, [((4.0,), {})], rules=[rule], calls=50)
    assert not record.finds
    assert record.counts["accepted"] > 40


def test_an_earlier_find_is_told_as_long_as_it_differs() -> None:
    """The file of finds is run first."""
    record = looked(lambda x: x == 5, lambda _: False, [], earlier=[((5,), {})], calls=1)
    assert [find.origin for find in record.finds] == ["found before"]


def write(name: str) -> int:
    Path(name).write_text("x")
    return 1


def remove(name: str) -> int:
    Path(name).unlink()
    return 2


def shell(name: str) -> int:
    import subprocess

    return subprocess.call(["touch", name])


def connect(name: str) -> int:
    import socket

    socket.create_connection((name, 80))
    return 1


@pytest.mark.parametrize("side", [write, remove, shell, connect])
def test_sides_do_nothing_to_the_world(side, tmp_path: Path) -> None:
    """What they want is denied, counted, and no difference; what was there is there."""
    kept = tmp_path / "kept"
    kept.write_text("here")
    record = looked(side, side, [((str(kept),), {})], calls=50)
    assert kept.read_text() == "here"
    assert [*tmp_path.iterdir()] == [kept]
    assert record.counts.get("denied")
    assert record.told + record.counts["denied"] == record.tried
    assert record.denied
    assert not record.finds


def test_what_is_allowed_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user says what may be written."""
    monkeypatch.chdir(tmp_path)  # a changed name may lie anywhere
    limits = Limits(timeout_s=2, allowed=("write",))
    looked(write, write, [(("a",), {})], calls=1, limits=limits)
    assert (tmp_path / "a").exists()


def spin(n: int) -> int:
    while n == 7:
        time.sleep(0.01)
    return n


def test_an_endless_loop_is_a_find() -> None:
    """The control answers, the candidate never does."""
    limits = Limits(timeout_s=2)
    record = looked(abs_of, spin, [((3,), {})], calls=100, stop_at=1, limits=limits)
    assert record.finds[0].call == ((7,), {})
    assert record.finds[0].comparison.outcome == "timed_out"


def abs_of(n: int) -> int:
    return n if n != 7 else 7


def eat(n: int) -> int:
    return len(bytes(n)) if n > 0 else 0


def test_memory_is_limited() -> None:
    """A length of 2^63 is no way to end a machine, and no find."""
    record = looked(eat, eat, [((3,), {})], calls=200, limits=Limits(timeout_s=1, memory=64 << 20))
    assert not record.finds


_CALLS: list[int] = []


def remembers(n: int) -> int:
    _CALLS.append(n)
    return n + (len(_CALLS) > 20)


def test_what_only_a_long_process_shows_is_unsteady() -> None:
    """A difference that a fresh process does not show is counted, and no find."""
    record = looked(lambda n: n, remembers, [((3,), {})], calls=100)
    assert not record.finds
    assert record.unsteady


def test_a_side_that_is_not_there_is_told() -> None:
    """As in a comparison, with what is there instead."""
    with pytest.raises(UsageError, match="no module"):
        looked("no_such_module:f", "json:loads", [])


def test_without_records_the_annotations_say_what_to_try() -> None:
    """Both sides are searched by type."""
    record = looked(half, half_new, [], with_strategies=True, calls=500, stop_at=1)
    assert record.finds


def half(n: int) -> int:
    return n // 2


def half_new(n: int) -> int:
    return int(n / 2)


@dataclass
class Item:
    name: str
    tags: list[str]


def test_a_changed_call_shares_nothing_that_was_changed() -> None:
    """The recorded call stays what it was, through lists, mappings and objects."""
    call = (({"a": [1, Item("x", ["y"])]},), {})
    before = repr(call)
    mutator = Mutator(Domain(Facts()), Random(1))
    for _ in range(300):
        mutator.mutated(Input(call), Input(call))
    assert repr(call) == before
    paths = {path for path, _ in walk(call)}
    assert all(repr(put(call, path, 0)) != before for path in paths)


def test_making_small_never_makes_larger() -> None:
    """Each step is smaller, and still holds."""
    call = (([5, 80, 3, 91, 7], "some text with é"), {})

    def holds(calls):
        return [sum(one[0][0]) > 90 and "é" in one[0][1] for one in calls]

    small, _ = shrunk(call, Domain(Facts()), holds)
    assert size(small) < size(call)
    assert small == (([91], "é"), {})


@pytest.mark.parametrize("number", [1840, -1840, 4040, 7_777_740, 10**40 + 40, 123_456_040])
def test_a_number_loses_the_digits_that_show_nothing(number: int) -> None:
    """The first as well as the last."""
    small, _ = shrunk(
        ((number,), {}), Domain(Facts()), lambda calls: [abs(one[0][0]) % 50 == 40 for one in calls]
    )
    assert small == ((40,), {})


@pytest.mark.parametrize("sign", [1, -1])
def test_a_number_that_python_writes_no_text_of_is_made_small(sign: int) -> None:
    """Twice, so that both are made smaller together; a longer one is larger."""
    number = sign * (10**5000 + 1)
    small, _ = shrunk(
        ((number, number), {}),
        Domain(Facts()),
        lambda calls: [one[0][0] == one[0][1] and one[0][0] % 2 == 1 for one in calls],
    )
    assert small == ((1, 1), {})
    assert size(((number,), {})) < size(((number * 100,), {}))


FAR = 10**400


@pytest.mark.parametrize("kind", [int, float, Decimal])
def test_numbers_that_no_float_is_near_are_no_harm(kind) -> None:
    """As constants of a source, and as other numbers of the call."""
    facts = Facts(constants=(FAR, -FAR, 10**5000, Decimal("1e400"), math.inf, math.nan, 3))
    around = Around(facts, [FAR, 10**5000, 2.5, Decimal("1e400"), kind(7)])
    for seed in range(400):
        made = changed(kind(7), around, Random(seed))
        assert type(made) is kind
        assert kind is not float or math.isfinite(made)


def test_constants_that_have_no_text_are_taken_in() -> None:
    """A source may hold them in hexadecimal, and both sides the same."""
    known = Facts(constants=(10**5000, 1, True, 0.0, -0.0))
    found = joined(known, known).constants
    assert found[:2] == (10**5000, 1)
    assert list(map(repr, found[2:])) == ["True", "0.0", "-0.0"]


def half_a_year_on(moments):
    return [(one + dt.timedelta(days=182)).utcoffset() for one in moments]


def now_alone(moments):
    return [one.utcoffset() for one in moments]


def test_the_smallest_input_is_told_as_it_is_given_again() -> None:
    """Its zone too, which is no part of what an answer says."""
    moment = dt.datetime(2026, 1, 5, 12, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"))
    moments = [moment]
    call = ((moments,), {})
    two = Two(
        *(
            ProbedCall("returned", encode(("returned", side(moments), call[0], {})))
            for side in (half_a_year_on, now_alone)
        )
    )
    answers = Answers()
    try:
        found = answers.mean(Input(call), two, in_full=True).comparison
    finally:
        answers.close()
    assert found is not None
    ((again,),), _ = rebuild(from_text(found.input or ""))
    assert again.tzinfo == moment.tzinfo
