"""The file of finds: each once, told while it differs, whole whatever happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from switchover.migrations import Corpus, Effort, InputError, Items, Pair, Plan, search_plans
from switchover.migrations.findings import earlier_finds
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


def test_a_broken_file_of_finds_is_told_with_its_line(tmp_path: Path) -> None:
    """Nothing is searched, and nothing written over."""
    file = tmp_path / "finds.jsonl"
    file.write_text('{"args": [1]}\n{"args": ')
    with pytest.raises(InputError, match=r"finds\.jsonl:2"):
        earlier_finds(file, {})
