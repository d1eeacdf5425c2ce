"""Wait tasks: their beginning, their signals, their end."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from answers_of_tools import fails
from legacy.kit import Parts, parts, run

from switchover.engine.conditions import WAIT_NAMES, CelConditions
from switchover.engine.config import TaskTypes, WaitTask, WorkflowConfig
from switchover.engine.errors import EngineError
from switchover.engine.run.services import Run
from switchover.engine.states import Status, TaskState, WorkflowState
from switchover.legacy.services.config_manager import ConfigManager
from switchover.legacy.services.context_builder import ContextBuilder
from switchover.legacy.services.normalizer import Normalizer
from switchover.legacy.services.parent_updater import ParentUpdater
from switchover.legacy.services.wait_task_manager import WaitTaskManager
from switchover.legacy.use_cases.execute_wait import ExecuteWait
from switchover.legacy.use_cases.process_wait_signal import ProcessWaitSignal, WaitSignal

TYPES = TaskTypes()
RUN = Run(workflow=WorkflowConfig({"id": "w", "tasks": []}, TYPES), workflow_exec_id="run")
CONDITION = 'signal.payload.status == "approved"'


def wait_task(**more: Any) -> WaitTask:
    data = {"id": "w1", "type": "wait", "wait_for": "approval_signal", "condition": CONDITION}
    task = TYPES.task(data | more)
    assert isinstance(task, WaitTask)
    return task


def row(status: Status = Status.PENDING, kind: str = "wait", **more: Any) -> TaskState:
    return TaskState(
        task_exec_id="x1",
        task_id="w1",
        workflow_id="w",
        workflow_exec_id="run",
        status=status,
        execution_type=kind,
        **more,
    )


def begun(kit: Parts) -> None:
    state = WorkflowState(workflow_id="w", workflow_exec_id="run", status=Status.RUNNING)
    kit.store.put_workflow(state)


def manager(kit: Parts) -> WaitTaskManager:
    normalizer = Normalizer(ContextBuilder(kit.store), lambda text, _: text)
    conditions = CelConditions(WAIT_NAMES)
    return WaitTaskManager(kit.context, conditions, normalizer, ParentUpdater(kit.context))


@pytest.mark.parametrize("processor", [None, {"id": "p", "type": "basic"}])
def test_v115_begin(processor: dict[str, Any] | None) -> None:
    """V115: the row waits, and its output names the signal and whether there is a processor."""
    kit = parts()
    begun(kit)
    more = {} if processor is None else {"processor": processor}
    execution = ExecuteWait(kit.context).begin(RUN, wait_task(**more), row())
    expected = {
        "wait_status": "waiting",
        "signal_name": "approval_signal",
        "has_processor": processor is not None,
    }
    assert execution.output == expected
    state = kit.store.task("x1")
    assert state is not None
    assert (state.status, state.execution_type) == (Status.WAITING, "wait")


def test_v116_begin_refuses() -> None:
    """V116: without a configuration, of another type, or in an unknown workflow nothing begins."""
    kit = parts()
    begin = ExecuteWait(kit.context).begin
    basic = TYPES.task({"id": "b", "type": "basic"})
    for task, code in [
        (None, "CONFIG_REQUIRED"),
        (basic, "TYPE_UNSUPPORTED"),
        (wait_task(), "WORKFLOW_NOT_FOUND"),
    ]:
        with pytest.raises(EngineError) as caught:
            begin(RUN, task, row())
        assert caught.value.code == code


def process(kit: Parts, signal: WaitSignal) -> bool:
    configs = ConfigManager(kit.context)
    use_case = ProcessWaitSignal(kit.context, configs, CelConditions(WAIT_NAMES))
    return asyncio.run(use_case.process(RUN, TYPES, signal))


def waiting(status: Status = Status.WAITING, kind: str = "wait", **more: Any) -> Parts:
    kit = parts()
    kit.store.put_task(row(status, kind))
    data = wait_task(**more).data if kind == "wait" else {"id": "w1", "type": kind}
    asyncio.run(ConfigManager(kit.context).save_config("x1", data))
    return kit


def signal(name: str = "approval_signal", **payload: Any) -> WaitSignal:
    return WaitSignal(task_exec_id="x1", name=name, payload=payload)


@pytest.mark.parametrize(("status", "met"), [("approved", True), ("rejected", False)])
def test_condition_over_the_signal(status: str, met: bool) -> None:
    """4.9: the use case says what the condition says."""
    assert process(waiting(), signal(status=status)) is met


def test_v117_other_signal() -> None:
    """V117: a signal of another name does not meet the condition, and is no error."""
    assert process(waiting(), signal("other", status="approved")) is False


def test_v118_refusals() -> None:
    """V118: one that is not waiting, or no wait task, refuses; a bad condition fails the task."""
    for kit, code in [
        (waiting(Status.SUCCESS), "WAIT_STATUS"),
        (waiting(kind="basic"), "WAIT_TYPE"),
        (waiting(condition="signal.payload.no.such > 1"), "CONDITION_EVAL_ERROR"),
    ]:
        with pytest.raises(EngineError) as caught:
            process(kit, signal(status="approved"))
        assert caught.value.code == code
    state = kit.store.task("x1")
    assert state is not None
    assert state.status is Status.FAILED
    assert state.error is not None
    assert (state.error.code, state.output) == ("CONDITION_EVAL_ERROR", None)


def test_missing_state_or_config() -> None:
    """4.9: without a row, or without its configuration, there is nothing to decide."""
    kit = parts()
    with pytest.raises(EngineError) as caught:
        process(kit, signal())
    assert caught.value.code == "STATE_NOT_FOUND"
    kit.store.put_task(row(Status.WAITING))
    with pytest.raises(EngineError, match="x1") as caught:
        process(kit, signal())
    assert caught.value.code == "CONFIG_NOT_FOUND"


def test_v119_validation() -> None:
    """V119: a signal of the wrong name is refused by both names; status and type come first."""
    validate = manager(parts()).validate
    with pytest.raises(EngineError, match=r"'approval_signal'.*'wrong_signal'"):
        validate(row(Status.WAITING), wait_task(), "wrong_signal")
    with pytest.raises(EngineError, match="SUCCESS"):
        validate(row(Status.SUCCESS, "basic"), wait_task(), "wrong_signal")
    with pytest.raises(EngineError, match="basic"):
        validate(row(Status.WAITING, "basic"), wait_task(), "wrong_signal")
    validate(row(Status.PENDING), wait_task(), "approval_signal")


def test_status_helper_updates_the_parent() -> None:
    """4.9: writing a wait task's status brings its parents up to date, at any depth."""
    kit = parts()
    above = {"task_id": "p", "workflow_id": "w", "workflow_exec_id": "run"}
    parent = TaskState(
        task_exec_id="p1", status=Status.RUNNING, execution_type="composite", **above
    )
    child = row(Status.WAITING, parent_state_id="p1")
    kit.store.put_task(parent)
    kit.store.put_task(child)
    manager(kit).update_status(child, Status.SUCCESS, {"done": True})
    state = kit.store.task("p1")
    assert state is not None
    assert state.status is Status.SUCCESS


FLOW = """
id: w
tasks:
  - id: gate
    type: wait
    wait_for: go
    condition: 'signal.payload.n > 1'
    timeout: 10s
    on_success: {next: after}
    EXTRA
  - {id: after, type: basic, tool: echo}
  - {id: late, type: basic, tool: echo}
"""


def flow(extra: str = "{}") -> str:
    return FLOW.replace("EXTRA", extra if extra != "{}" else "final: false")


def test_signals_are_dropped_until_one_fits() -> None:
    """4.9: a signal that does not fit is consumed; the next one counts."""
    found = run(flow(), signals=[("go", {"n": 1}), ("other", {"n": 9}), ("go", {"n": 2})])
    assert found.status == "SUCCESS"
    assert found.statuses() == [("gate", "SUCCESS"), ("after", "SUCCESS")]


def test_d48_result_of_a_wait_is_never_persisted() -> None:
    """D-48: the row keeps SUCCESS and what it said when the wait began."""
    row = run(flow(), signals=[("go", {"n": 2})]).row("gate")
    expected = {"wait_status": "waiting", "signal_name": "go", "has_processor": False}
    assert (row.status, row.output) == (Status.SUCCESS, expected)


def test_v135_timeout_follows_success() -> None:
    """V135: without a route for it, a wait that timed out goes on as if it had succeeded."""
    found = run(flow())
    assert found.status == "SUCCESS"
    assert found.statuses() == [("gate", "SUCCESS"), ("after", "SUCCESS")]


@pytest.mark.parametrize("route", ["on_timeout: late", "on_error: {next: late}"])
def test_timeout_routes(route: str) -> None:
    """4.9: on_timeout, else on_error, says where a wait goes that timed out."""
    assert run(flow(route)).statuses() == [("gate", "SUCCESS"), ("late", "SUCCESS")]


def test_condition_error_follows_on_error() -> None:
    """4.9: a condition that cannot be evaluated ends the wait on the failure path."""
    found = run(flow("on_error: {next: late}"), signals=[("go", {"m": 1})])
    assert found.statuses() == [("gate", "SUCCESS"), ("late", "SUCCESS")]


PROCESSOR = "processor: {id: p, type: basic, tool: look, with: {got: '{{ .signal.payload.n }}'}}"


def test_processor_sees_the_signal_and_the_condition_its_output() -> None:
    """4.9: the processor is rendered with the signal and runs as a task of its own."""
    text = flow(PROCESSOR).replace("signal.payload.n > 1", 'processor.output.got == "5"')
    found = run(text, signals=[("go", {"n": 5})])
    assert found.statuses() == [("gate", "SUCCESS"), ("p", "SUCCESS"), ("after", "SUCCESS")]
    assert found.row("p").output == {"got": "5"}


def test_processor_below_a_collection_sees_the_item() -> None:
    """Deviation: the processor of a wait below a collection sees its item as the wait does."""
    found = run(
        """
id: w
tasks:
  - id: c
    type: collection
    items: '["x"]'
    item_var: file
    task:
      id: "gate-{{ .index }}"
      type: wait
      wait_for: go
      condition: 'true'
      timeout: 5s
      processor: {id: look, type: basic, tool: echo, with: {f: "{{ .file }}"}}
""",
        signals=[("go", {})],
    )
    assert found.status == "SUCCESS"
    assert found.row("look").output == {"f": "x"}


def test_failing_processor_ends_the_wait_and_the_workflow() -> None:
    """4.9, 5.6: the processor's own row fails, and with it in the end the workflow."""
    text = flow(f"{PROCESSOR}\n    on_error: {{next: late}}")
    found = run(text, signals=[("go", {"n": 5})], tools={"look": fails()})
    assert found.row("late").status is Status.SUCCESS
    assert {entry.status for entry in found.rows("p")} == {Status.FAILED}
    assert found.status == "FAILED"


@pytest.mark.parametrize("timeout", ["''", "0s", "'{{ .workflow.input.t }}'", "soon"])
def test_d49_timeout_is_read_as_written(timeout: str) -> None:
    """D-49: a timeout that is blank, not positive or a template fails the workflow when it runs."""
    found = run(flow().replace("10s", timeout), {"t": "5s"})
    assert found.status == "FAILED"
    assert found.result.error is not None
    assert "timeout" in found.result.error.message


def test_d57_expressions_that_differ_in_blanks_collide() -> None:
    """D-57: two conditions that differ in blanks of a text alone are taken for one."""
    text = """
id: w
tasks:
  - {id: one, type: wait, wait_for: go, timeout: 5s, condition: "signal.payload.t == 'a b'",
     on_success: {next: two}, on_timeout: late}
  - {id: two, type: wait, wait_for: go, timeout: 5s, condition: "signal.payload.t == 'a  b'",
     on_success: {next: after}, on_timeout: late}
  - {id: after, type: basic, tool: echo}
  - {id: late, type: basic, tool: echo}
"""
    found = run(text, signals=[("go", {"t": "a b"}), ("go", {"t": "a b"})])
    assert [name for name, _ in found.statuses()] == ["one", "two", "after"]
