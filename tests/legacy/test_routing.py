"""Routers: selection, targets, refusals."""

from __future__ import annotations

from typing import Any

import pytest
from legacy.kit import Outcome, run

ROUTER = """
id: w
tasks:
  - id: r
    type: router
    condition: 'CONDITION'
    routes:
      production: deploy-task
      staging: stage-task
      json: process-json
      premium: premium-task
      high: process-fast
      default: other
      inline: {id: inline-task, type: basic, tool: echo, with: {a: "{{ .workflow.input.v }}"}}
      lost: nowhere
      number: 5
      anonymous: {type: basic, tool: echo}
    on_error: {next: other}
    on_success: {next: other}
TASKS
"""
IDS = ("deploy-task", "stage-task", "process-json", "premium-task", "process-fast", "other")
TASKS = "\n".join(f"  - {{id: {name}, type: basic, tool: echo}}" for name in IDS)
BY_INPUT = "{{ .workflow.input.v }}"


def route(
    value: Any = "", condition: str = BY_INPUT, *, strict: bool = True, **data: Any
) -> Outcome:
    text = ROUTER.replace("CONDITION", condition).replace("TASKS", TASKS)
    return run(text, {"v": value, **data}, strict=strict)


@pytest.mark.parametrize(
    ("condition", "value", "target"),
    [
        (BY_INPUT, "production", "deploy-task"),
        (BY_INPUT, "staging", "stage-task"),
        ('{{ if hasKey .workflow.input.v "a" }}json{{ end }}', {"a": 1}, "process-json"),
        ('  {{ ternary "premium" "default" .workflow.input.v }}  ', True, "premium-task"),
        ("{{ if gt .workflow.input.v 0.9 }}high{{ else }}default{{ end }}", 0.95, "process-fast"),
        ("production", "", "deploy-task"),
    ],
)
def test_v127_routes(condition: str, value: Any, target: str) -> None:
    """V127: the rendered text, trimmed, selects the route; router and target succeed."""
    found = route(value, condition)
    assert found.status == "SUCCESS"
    assert found.statuses() == [("r", "SUCCESS"), (target, "SUCCESS")]


def test_output_names_key_and_task() -> None:
    """4.3: the output has the key that was selected and the task it leads to."""
    expected = {
        "condition": "production",
        "route_taken": "deploy-task",
        "router_type": "conditional",
    }
    assert route("production").row("r").output == expected


def test_inline_route() -> None:
    """4.3: a route may be a task that stands there itself."""
    found = route("inline")
    assert found.row("inline-task").output == {"a": "inline"}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "ROUTER_BLANK"),
        ("unknown", "ROUTER_NO_ROUTE"),
        ("lost", "ROUTER_RESOLVE"),
        ("number", "ROUTE_KIND"),
        ("anonymous", "NEXT_ID_EMPTY"),
    ],
)
def test_refusals(value: str, code: str) -> None:
    """4.3: what selects nothing, or nothing that can run, fails the workflow."""
    found = route(value)
    assert found.status == "FAILED"
    error = found.result.error
    assert error is not None
    assert error.code == "workflow_execution_error"
    assert error.details is not None
    assert error.details["code"] == code


def test_d41_keys_are_listed_in_the_order_of_the_file() -> None:
    """D-41: the old order was any; here it is the file's."""
    error = route("unknown").result.error
    assert error is not None
    assert "production, staging, json, premium" in error.message


def test_d13_failure_ignores_on_error_and_leaves_rows_behind() -> None:
    """D-13: on_error is not consulted; each attempt's row stays unfinished until the run fails."""
    found = route("unknown")
    assert found.rows("other") == []
    assert [(row.status.value, row.error) for row in found.rows("r")] == [("FAILED", None)] * 3


def test_router_overrides_its_transitions() -> None:
    """1.4: on_success of a router is not followed."""
    assert [name for name, _ in route("production").statuses()] == ["r", "deploy-task"]


@pytest.mark.parametrize(
    ("condition", "target"),
    [
        ("workflow.input.v", "stage-task"),
        ('workflow.input.v == "staging" ? "premium" : "json"', "premium-task"),
        ("{{ .workflow.input.v }}", "stage-task"),
    ],
)
def test_expressions_are_a_leniency(condition: str, target: str) -> None:
    """Deviation: a text that names no route is tried as CEL; text that does is never."""
    found = route("staging", condition, strict=False)
    assert found.statuses() == [("r", "SUCCESS"), (target, "SUCCESS")]


@pytest.mark.parametrize("condition", ["workflow.input.v", "size(workflow.input.v)"])
def test_strict_routers_read_text_alone(condition: str) -> None:
    """4.3: to the letter, an expression is a text that names no route."""
    error = route("staging", condition, strict=True).result.error
    assert error is not None
    assert f"no route for {condition!r}" in error.message


@pytest.mark.parametrize("condition", ["workflow.input.no", "unknown-route", "a b", "[1]"])
def test_what_is_no_expression_stays_text(condition: str) -> None:
    """Deviation: an expression without a value is reported as the text it is."""
    error = route("staging", condition, strict=False).result.error
    assert error is not None
    assert f"no route for {condition!r}" in error.message
