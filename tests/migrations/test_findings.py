"""The file of finds: each once, told while it differs, whole whatever happens."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from switchover.migrations import Corpus, Effort, InputError, Items, Pair, Plan, search_plans
from switchover.migrations.findings import earlier_finds, keep_finds, line_of
from switchover.shadow import Comparison, Outcome
from switchover.shadow.search import Find, Limits


def found(tmp_path: Path, candidate, file: Path):
    pair = Pair(
        name="fee",
        control=lambda cents: cents >= 5000,
        candidate=candidate,
        corpus=Corpus((Items("calls", [((1999,), {}), ((12000,), {})]),)),
        checks=("shadow",),
    )
    effort = Effort(calls=300, time_s=20, limits=Limits(timeout_s=1), finds=file)
    return search_plans([Plan(name="shop", pairs=(pair,))], effort, out=tmp_path / "out")[0]


def test_a_find_is_written_once_and_told_until_it_is_mended(tmp_path: Path) -> None:
    """What stood in the file stays in it."""
    file = tmp_path / "finds.jsonl"
    file.write_text('{"args": [7]}')
    first = found(tmp_path, lambda cents: cents > 5000, file)
    assert first.added == 1
    assert file.read_text() == '{"args": [7]}\n{"args": [5000], "kwargs": {}}\n'
    second = found(tmp_path, lambda cents: cents > 5000, file)
    assert [find.origin for find in second.record.finds] == ["found before"]
    assert second.added == 0
    assert not found(tmp_path, lambda cents: cents >= 5000, file).record.finds


def first_key(given: dict[str, int]) -> str:
    """Answer with what comes first, and so by the order of a mapping's keys."""
    return next(iter(given), "")


def test_a_find_that_hangs_on_the_order_of_keys_is_kept_in_that_order(tmp_path: Path) -> None:
    """What is read again is the input that was found."""
    call = (({"zoë": 1, "a": {"y": 1, "b": 2}, "m": 3},), {})
    file = tmp_path / "finds.jsonl"
    file.write_text(line_of(call) + "\n")
    (again,) = earlier_finds(file, {})
    assert list(again[0][0]) == ["zoë", "a", "m"]
    assert list(again[0][0]["a"]) == ["y", "b"]
    assert first_key(*again[0]) == "zoë"
    numbers = (({3: 1, 1: 2},), {})
    file.write_text(line_of(numbers) + "\n")
    assert list(earlier_finds(file, {})[0][0][0]) == [3, 1]


def a_find(*arguments: object) -> Find:
    comparison = Comparison(index=0, outcome=Outcome.DIFFERENCE)
    return Find(call=(arguments, {}), comparison=comparison, origin="mutated", after=1)


@pytest.mark.parametrize(
    "value",
    [
        {"opaque": 1}, {"$object": {"opaque": "x"}}, {"$object": {"type": "a", "opaque": "x"}}, '"opaque"', ["opaque"],
        {"$$object": {"opaque": 1}}, {"type": "a", "opaque": "why"},
    ],
    ids=str,
)  # fmt: skip
def test_an_input_that_holds_the_word_is_kept(tmp_path: Path, value: object) -> None:
    """Data that looks like what no text can hold is data."""
    file = tmp_path / "finds.jsonl"
    assert keep_finds(file, [a_find(value)]) == (1, [])
    assert earlier_finds(file, {}) == [((value,), {})]


class Cart:
    """A class of a user's."""

    class Item:
        """One in another."""

    def __init__(self) -> None:
        self.lines = [self.Item()]


def test_an_input_that_no_text_can_hold_is_told(tmp_path: Path) -> None:
    """At any depth; the others are kept all the same, each once, behind a line without an end.

    A line that nothing could read would end the next search.
    """
    file = tmp_path / "finds.jsonl"
    file.write_text('{"args": [0], "kwargs": {}}')
    own: list[object] = []
    own.append(own)
    odd = (lambda: 1, (n for n in "ab"), sys.stdout, sys, own)
    finds = [*(a_find({"a": [(each,)]}) for each in odd), *map(a_find, (1, 1, 0, True))]
    added, problems = keep_finds(file, finds)
    assert (added, len(problems)) == (2, len(odd))
    assert set(problems) == {"an input holds what no text can: it is in no file"}
    assert [call[0][0] for call in earlier_finds(file, {})] == [0, 1, True]
    before = file.read_bytes()
    assert keep_finds(file, finds[:2])[0] == 0
    assert file.read_bytes() == before


def test_an_input_of_a_users_class_is_kept_for_who_names_the_class(tmp_path: Path) -> None:
    """It can be read again, where the line says which classes may be made."""
    file = tmp_path / "finds.jsonl"
    assert keep_finds(file, [a_find(Cart())]) == (1, [])
    classes = {f"{each.__module__}.{each.__qualname__}": each for each in (Cart, Cart.Item)}
    (call,) = earlier_finds(file, classes)
    assert isinstance(call[0][0].lines[0], Cart.Item)
    with pytest.raises(InputError, match="is not among those that may be made"):
        earlier_finds(file, {})


def test_a_broken_file_of_finds_is_told_with_its_line(tmp_path: Path) -> None:
    """Nothing is searched, and nothing written over."""
    file = tmp_path / "finds.jsonl"
    file.write_text('{"args": [1]}\n{"args": ')
    with pytest.raises(InputError, match=r"finds\.jsonl:2"):
        earlier_finds(file, {})
