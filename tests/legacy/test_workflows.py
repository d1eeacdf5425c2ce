"""Real workflows under the old services, against what they came to when that was looked at.

The workflows are not part of the project; what each came to is, with a reason for every value
that may surprise. Exec ids are numbered in order of appearance, times are those of a clock that
stands at its epoch and moves with the run alone. With SWITCHOVER_RENEW_EXPECTATIONS set, what
they come to now is written down instead: read the difference, and give its reasons.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from answers_of_tools import Tool
from legacy.kit import WORKFLOWS, Outcome, run

from switchover.engine.config import TaskTypes, WorkflowConfig
from switchover.engine.config.load import read_workflow
from switchover.engine.context import ToolCall
from switchover.engine.run.result import RunResult

EXPECTATIONS = Path(__file__).parent / "expectations"
SCENARIOS = sorted(path.stem for path in EXPECTATIONS.glob("*.json"))
RENEW = "SWITCHOVER_RENEW_EXPECTATIONS"


def files(request: ToolCall) -> Any:
    return {"files": ["a.go", "b/c.go"]}


TOOLS: dict[str, Tool] = {"cp__list_files": files}


def load() -> dict[str, WorkflowConfig]:
    if not WORKFLOWS.is_dir():
        pytest.skip(f"no real workflows at {WORKFLOWS}")
    return {path.stem: read_workflow(path, TaskTypes()) for path in WORKFLOWS.glob("*.yaml")}


def perform(scenario: dict[str, Any]) -> Outcome:
    flows = load()
    return run(
        flows[scenario["workflow"]],
        scenario["input"],
        signals=[(name, payload) for name, payload in scenario.get("signals", [])],
        others=list(flows.values()),
        tools=TOOLS,
        strict=scenario.get("strict", False),
    )


def normalised(results: list[RunResult]) -> Any:
    """The results as plain data: each exec id is a number, and each file has no folder."""
    plain = msgspec.to_builtins(results)
    text = json.dumps(plain, indent=1, sort_keys=True, ensure_ascii=False)
    text = text.replace(f"{WORKFLOWS}{os.sep}", "")
    ids: dict[str, str] = {}
    for result in results:
        for exec_id in (result.workflow_exec_id, *(row.task_exec_id for row in result.tasks)):
            ids.setdefault(exec_id, f"#{len(ids) + 1}")
    for exec_id, number in ids.items():
        text = text.replace(exec_id, number)
    return json.loads(text)


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(name: str) -> None:
    """A real workflow comes to what it came to before, to the letter."""
    path = EXPECTATIONS / f"{name}.json"
    expected = json.loads(path.read_text())
    found = perform(expected["scenario"])
    results = normalised([found.result, *found.others])
    if os.environ.get(RENEW):
        expected["results"] = results
        path.write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")
    assert results == expected["results"]


@pytest.mark.parametrize("name", SCENARIOS)
def test_reasons_point_at_values(name: str) -> None:
    """Each reason belongs to a value that is there."""
    expected = json.loads((EXPECTATIONS / f"{name}.json").read_text())
    assert expected["reasons"]
    for pointer, reason in expected["reasons"].items():
        value: Any = expected["results"]
        for step in pointer.split("/"):
            value = value[int(step)] if isinstance(value, list) else value[step]
        assert reason.endswith("."), pointer


def test_every_workflow_succeeds_in_a_scenario() -> None:
    """All real workflows run to success, each in one scenario at least."""
    done = set()
    for name in SCENARIOS:
        expected = json.loads((EXPECTATIONS / f"{name}.json").read_text())
        first = expected["results"][0]
        if first["status"] == "SUCCESS" and not expected["scenario"].get("strict"):
            done.add(expected["scenario"]["workflow"])
    assert done == set(load())
