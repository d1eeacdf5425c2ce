"""No vector is forgotten."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
LAST = 139
ROW = re.compile(r"^\| V(\d+) \| (.*) \|$", re.MULTILINE)
PLACE = re.compile(r"`([a-z_/]+\.py)`")
REASON = re.compile(r"(not wanted|does not apply)( at run time)?: \S.{20,}")
TABLE = {
    int(number): cell
    for number, cell in ROW.findall((TESTS / "orchestrators/vectors.md").read_text("utf-8"))
}


def names(text: str, number: int) -> bool:
    """Whether a test file speaks of a vector, as `V7` or `test_v7_…`."""
    return bool(re.search(rf"(?<![A-Za-z0-9])[vV]{number}(?![0-9A-Za-z])", text))


def test_every_vector_has_its_place() -> None:
    """All vectors are in the table, in order, and each has a test or a reason."""
    assert list(TABLE) == list(range(1, LAST + 1))
    bare = [n for n, cell in TABLE.items() if not (PLACE.search(cell) or REASON.fullmatch(cell))]
    assert bare == []


@pytest.mark.parametrize("number", list(TABLE))
def test_vector_is_where_the_table_says(number: int) -> None:
    """The files that the table names do speak of the vector."""
    for place in PLACE.findall(TABLE[number]):
        assert names((TESTS / place).read_text("utf-8"), number), place
