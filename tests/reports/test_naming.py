"""File names out of any names: visible, inside their folder, no two alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.reports.naming import distinct, plain


@pytest.mark.parametrize("name", ["..", "/etc/passwd", "", "a/b", "é → ü", ".hidden", "\x00", "😀"])
def test_names_stay_inside_the_folder(name: str) -> None:
    """A name becomes one visible file, whatever it holds."""
    made = plain(name)
    assert made
    assert "/" not in made
    assert not made.startswith(".")


@given(st.lists(st.text(max_size=4)))
def test_no_two_names_become_one(names: list[str]) -> None:
    """Not even where the file system forgets case; the first keeps its own."""
    made = distinct(dict(enumerate(names)))
    assert len({name.casefold() for name in made.values()}) == len(names)
    assert not names or made[0] == plain(names[0])
