"""The file of finds: each once, told while it differs, whole whatever happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from switchover.migrations import Corpus, Effort, InputError, Items, Pair, Plan, search_plans
from switchover.migrations.findings import earlier_finds, line_of
from switchover.shadow.search import Limits


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


def test_a_broken_file_of_finds_is_told_with_its_line(tmp_path: Path) -> None:
    """Nothing is searched, and nothing written over."""
    file = tmp_path / "finds.jsonl"
    file.write_text('{"args": [1]}\n{"args": ')
    with pytest.raises(InputError, match=r"finds\.jsonl:2"):
        earlier_finds(file, {})
