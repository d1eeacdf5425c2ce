"""The task-services plan: its corpus, its pairs, and what its rules say."""

import datetime as dt
from collections import Counter

import pytest

from switchover.engine.config import workflow_problems
from switchover.migrations import find_plan
from switchover.migrations.plans.task_services.calls import CALLS
from switchover.migrations.plans.task_services.case import cases
from switchover.migrations.plans.task_services.combined import COMBINED
from switchover.migrations.plans.task_services.differences import CHOSEN
from switchover.migrations.plans.task_services.pairs import plan
from switchover.migrations.plans.task_services.sides import (
    calls_candidate,
    calls_control,
    run_candidate,
    run_control,
    timed_candidate,
    timed_control,
)
from switchover.migrations.plans.task_services.workloads import workloads

TYPES = {"basic", "router", "parallel", "collection", "composite", "aggregate", "wait", "signal"}


def test_the_corpus_is_large_and_valid() -> None:
    """At least sixty workflows that people wrote, all of which may be run."""
    assert len(cases()) >= 60
    for case in cases().values():
        errors = [p for p in workflow_problems(case.workflow) if p.severity == "error"]
        assert not errors, f"{case.name}: {errors}"


def test_the_corpus_reaches_every_type_strategy_and_mode() -> None:
    """What is not reached is not compared."""
    tasks = [
        task for case in cases().values() for top in case.workflow.tasks for _, task in top.walk()
    ]
    assert {task.type for task in tasks} >= TYPES
    assert {task.data.get("strategy") for task in tasks} >= {
        "wait_all", "fail_fast", "best_effort", "race",
    }  # fmt: skip
    assert {task.data.get("mode") for task in tasks} >= {"parallel", "sequential", None} - {
        "parallel"
    }
    counted = Counter(task.type for task in tasks)
    assert min(counted[name] for name in TYPES) >= 5


def test_the_plan_is_found_by_name() -> None:
    """`switchover check task-services` needs no path."""
    found = find_plan("task-services")
    assert {f"cost: {name}" for name in TYPES} <= {pair.name for pair in found.pairs}
    assert {f"calls: {name}" for name in TYPES} <= {pair.name for pair in found.pairs}


def test_every_chosen_difference_has_a_case_a_reason_and_an_end() -> None:
    """A rule without a case is untested; one without an end is for ever."""
    shown = {case.shows for case in cases().values()} - {""}
    assert shown == {chosen.id for chosen in (*CHOSEN, *COMBINED)}
    for chosen in (*CHOSEN, *COMBINED, *CALLS):
        for rule in chosen.rules():
            assert rule.expires is not None
            assert rule.expires > dt.date(2026, 1, 1)
            assert len(rule.reason.split()) > 4
            assert rule.owner


def test_rules_are_named_once_in_a_pair() -> None:
    """Two rules of one name could not be told apart in a report."""
    for pair in plan().pairs:
        names = [rule.id for rule in pair.rules]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("task_type", sorted(TYPES))
def test_a_workload_ends_alike_on_both_sides(task_type: str) -> None:
    """What is timed has to work."""
    assert timed_control(task_type) == timed_candidate(task_type) == "SUCCESS"
    assert task_type in workloads()


def test_a_run_is_told_completely() -> None:
    """Status, output, rows, storage, tool calls and signals are all in the document."""
    document = run_control("basic-sequence")
    assert document["status"] == "SUCCESS"
    assert list(document["rows"]) == ["first", "second", "third"]
    assert [call["id"] for call in document["calls"]] == ["add", "add", "echo"]
    assert set(document["stored"]) == {"config:first", "config:second", "config:third"}


def test_the_candidate_gets_the_controls_answers() -> None:
    """A tool that works at its third attempt does so for both, though it counts its calls."""
    old, new = run_control("basic-flaky"), run_candidate("basic-flaky")
    assert old["status"] == new["status"] == "SUCCESS"
    assert new["unrecorded"] == []


def test_a_call_that_the_control_did_not_make_is_told() -> None:
    """Handling a failure calls a tool that the old services never reached."""
    document = run_candidate("basic-failure-handled")
    assert [call["input"] for call in document["unrecorded"]] == [{"text": "repaired"}]


def test_single_calls_leave_the_control_alone() -> None:
    """Looking at the candidate's calls does not change what the control does."""
    old = calls_control("parallel-outputs", "parallel")
    new = calls_candidate("parallel-outputs", "parallel")
    names = ["create_state", "prepare_children", "container_response"]
    assert [call["call"] for call in old] == names
    assert [call["call"] for call in new] == names
