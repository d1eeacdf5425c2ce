"""The reference in `docs/workflows.md` knows every field and every code there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from switchover.engine import conditions
from switchover.engine.conditions import ConditionError
from switchover.engine.config import RetryPolicy, TaskOptions, TaskTypes, Transition, WorkflowConfig
from switchover.engine.config.field import fields_of
from switchover.engine.config.schedule import schedule_faults
from switchover.engine.config.workflow import Action, Component, Schedule, Trigger

ROOT = Path(__file__).parents[3]
REFERENCE = (ROOT / "docs" / "workflows.md").read_text("utf-8")
SOURCES = ROOT / "engine" / "switchover" / "engine" / "config"

RECORDS = [
    WorkflowConfig,
    TaskOptions,
    RetryPolicy,
    Transition,
    Trigger,
    Schedule,
    Component,
    Action,
]
VIEWS = [type(TaskTypes().task({"type": name})) for name in TaskTypes().names]


@pytest.mark.parametrize("record", [*RECORDS, *VIEWS], ids=lambda record: record.__name__)
def test_every_field_is_documented(record: type[object]) -> None:
    """Each field a file may have stands in the reference under its name."""
    missing = [name for name in fields_of(record) if f"`{name}`" not in REFERENCE]
    assert missing == []


def test_every_code_is_documented() -> None:
    """Each code that the sources raise stands in the reference."""
    text = "\n".join(path.read_text("utf-8") for path in SOURCES.rglob("*.py"))
    codes = set(re.findall(r'"([A-Z]{3,}(?:_[A-Z]+)+)"', text))
    codes -= set(re.findall(r"^([A-Z_]+)\b.*=", text, re.MULTILINE))  # constants, not codes
    codes |= {f"{prefix}_{end}" for prefix in ("PAR", "COMP") for end in ("EMPTY", "DUP", "ITEM")}
    faults = schedule_faults(Schedule(dict.fromkeys(fields_of(Schedule), "?")))
    codes |= {f"SCHEDULE_{name.upper()}" for name, _ in faults}
    codes |= {
        error.default_code
        for error in vars(conditions).values()
        if isinstance(error, type)
        and issubclass(error, ConditionError)
        and error is not ConditionError
    }
    assert len(codes) > 50
    assert sorted(code for code in codes if f"`{code}`" not in REFERENCE) == []
