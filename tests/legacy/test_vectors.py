"""No vector is forgotten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
LAST = 139
ROW = re.compile(r"^\| V(\d+) \| (.*) \|$", re.MULTILINE)
PLACE = re.compile(r"`([^`]+)`")
TABLE = {
    int(number): cell for number, cell in ROW.findall((TESTS / "legacy/vectors.md").read_text())
}


def names(text: str, number: int) -> bool:
    """Whether a test file speaks of a vector, as `V7` or `test_v7_…`."""
    return bool(re.search(rf"(?<![A-Za-z0-9])[vV]{number}(?![0-9A-Za-z])", text))


def test_every_vector_has_its_place() -> None:
    """All vectors are in the table, in order, and each has a test or belongs to the new system."""
    assert list(TABLE) == list(range(1, LAST + 1))
    homeless = [n for n, cell in TABLE.items() if "new system" not in cell and "`" not in cell]
    assert homeless == []


@pytest.mark.parametrize("number", list(TABLE))
def test_vector_is_where_the_table_says(number: int) -> None:
    """The files that the table names do speak of the vector."""
    for place in PLACE.findall(TABLE[number]):
        assert names((TESTS / place).read_text(), number), place
