"""The page of the plan file knows each key, with the default that it has."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from switchover.migrations.planfile import FIELDS_OF, PairTable, PlanFile, RuleTable

TEXT = (Path(__file__).parents[2] / "docs" / "plans.md").read_text(encoding="utf-8")
PLAIN = ("name", "description", "seed", "time", "timeout", "inconclusive", "requires", "classes", "openers", "rules")  # fmt: skip


def keys(table: Any) -> list[str]:
    return [field.alias or name for name, field in table.model_fields.items()]


def section(title: str) -> str:
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_every_key_of_a_plan_has_its_row() -> None:
    """And no row is of a key that is not there."""
    rows = re.findall(r"^\| `(\w+)` \|", section("The file"), re.MULTILINE)
    assert sorted(rows) == sorted(keys(PlanFile))


@pytest.mark.parametrize("name", PLAIN)
def test_a_default_is_the_one_that_is_told(name: str) -> None:
    """As TOML writes it."""
    (said,) = re.findall(rf"^\| `{name}` \| `([^`]*)` \|", section("The file"), re.MULTILINE)
    told = tomllib.loads(f"value = {said}")["value"]
    default = PlanFile.model_fields[name].default
    assert (list(default) if isinstance(default, tuple) else default) == told


def test_every_key_of_a_pair_and_a_rule_is_named() -> None:
    """In their sections."""
    for title, table in (("A pair", PairTable), ("A rule", RuleTable)):
        missing = [name for name in keys(table) if f"`{name}" not in section(title)]
        assert missing == []
    for kind, fields in FIELDS_OF.items():
        (row,) = re.findall(rf"^\| `{kind}` \|.*$", section("A rule"), re.MULTILINE)
        assert all(f"`{field}" in row for field in fields), kind
