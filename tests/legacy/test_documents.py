"""What the documents of the old services say is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOM = ROOT / "legacy" / "switchover" / "legacy"
TEXT = (ROOT / "docs" / "legacy.md").read_text()
PLACES = sorted(set(re.findall(r"`((?:services|use_cases)/\w+\.py)`", TEXT)))
DEFECTS = re.findall(r"^\| (D-\d+) \|", TEXT, re.MULTILINE)
TESTS = "".join(path.read_text() for path in sorted(Path(__file__).parent.glob("test_*.py")))


@pytest.mark.parametrize("place", PLACES)
def test_modules_exist(place: str) -> None:
    """Each module that is named is there."""
    assert (ROOM / place).is_file()


def test_every_module_has_its_place() -> None:
    """Each module of services and use cases is named."""
    modules = {f"{path.parent.name}/{path.name}" for path in ROOM.glob("*/[a-z]*.py")}
    assert modules == set(PLACES)


def test_defects_are_listed_once_and_in_order() -> None:
    """The table of defects has each number once."""
    assert sorted(set(DEFECTS), key=lambda name: int(name[2:])) == DEFECTS


@pytest.mark.parametrize("tested", re.findall(r"^\| (D-\d+) \|.*\| yes \|$", TEXT, re.MULTILINE))
def test_defects_said_to_be_tested_are(tested: str) -> None:
    """A defect that the table calls tested has a test that names it."""
    assert re.search(rf"{tested}\b", TESTS)


def test_deviations_are_documented() -> None:
    """Each leniency has its place in the document."""
    from switchover.legacy import Options

    for name in Options.__dataclass_fields__:
        assert f"`{name}`" in TEXT


def test_public_names_are_frozen() -> None:
    """The room gives its factories, its options and its services, and nothing else."""
    from switchover import legacy

    assert set(legacy.__all__) == {
        "STRICT",
        "LegacyServices",
        "Options",
        "services",
        "strict_services",
    }
