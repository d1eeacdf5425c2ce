"""The numbered vectors of responses, waits, signals, routes and storage, for the new system."""

import asyncio
from typing import Any

import pytest
from answers_of_tools import fails
from orchestrators.kit import begun, call, parts, row, run, run_of

from switchover.engine.errors import EngineError
from switchover.engine.run.services import (
    CreateState,
    Execution,
    ProcessSignal,
    Signal,
    SignalOutcome,
    TaskFailed,
    TaskResponse,
)
from switchover.engine.states import Status, TaskState
from switchover.orchestrators.router.route import route_target, selected
from switchover.orchestrators.shared.configs import Configs
from switchover.orchestrators.wait import WaitOrchestrator

WAIT = {
    "id": "w",
    "type": "wait",
    "wait_for": "approval_signal",
    "condition": 'signal.payload.status == "approved"',
    "timeout": "1h",
}


def test_v20_execution_type() -> None:
    """V20: the row of an aggregate is of the type basic."""
    done = run("{id: flow, tasks: [{id: sum, type: aggregate, outputs: {n: 1}}]}")
    assert done.row("sum").execution_type == "basic"


def test_v29_input_schema() -> None:
    """V29: an input that does not fit its schema is refused, after the row was made."""
    done = run("""
        id: flow
        tasks:
          - id: t
            type: basic
            tool: echo
            with: { age: 42 }
            input: { type: object, required: [name] }
        """)
    assert done.status == "FAILED"
    assert done.result.error is not None
    assert "name" in done.result.error.message
    assert not done.tools.calls


def test_v50_typed_reference() -> None:
    """V50: a template that is a reference alone keeps the number."""
    done = run(
        "{id: flow, tasks: [{id: t, type: basic, tool: echo,"
        " with: {n: '{{ .workflow.input.n }}', flag: true}}]}",
        {"n": 5},
    )
    assert done.row("t").output == {"n": 5, "flag": True}


def test_v108_v113_outputs() -> None:
    """V108, V113: the transformed output is the one that the row has."""
    done = run("""
        id: flow
        tasks:
          - id: t
            type: basic
            tool: echo
            with: { key: value }
            outputs: { transformed: "{{ .output.key }}_transformed" }
        """)
    assert done.row("t").status is Status.SUCCESS
    assert done.row("t").output == {"transformed": "value_transformed"}


def test_v109_failure_with_a_handler() -> None:
    """V109: the row says FAILED with the error's text, and the handler runs."""
    done = run(
        """
        id: flow
        tasks:
          - id: t
            type: basic
            tool: bad
            on_error: { next: error-handler }
            config: { retry_policy: { maximum_attempts: 1 } }
          - { id: error-handler, type: basic, tool: echo }
        """,
        tools={"bad": fails("no luck")},
    )
    error = done.row("t").error
    assert done.row("t").status is Status.FAILED
    assert error is not None
    assert "no luck" in error.message
    assert done.statuses()["error-handler"] == "SUCCESS"


def test_v110_broken_outputs() -> None:
    """V110, otherwise than in the vector: outputs that fail fail the task, and its row says so."""
    done = run("""
        id: flow
        tasks:
          - id: fan
            type: parallel
            tasks: [{ id: c, type: basic, tool: echo }]
            outputs: { x: "{{ .output.absent.deep }}" }
        """)
    error = done.row("fan").error
    assert done.row("fan").status is Status.FAILED
    assert error is not None
    assert "absent" in error.message


def test_v114_environment() -> None:
    """V114, of workflow and task: their union, in which the task wins."""
    done = run("""
        id: flow
        config: { env: { WORKFLOW_VAR: w, SHARED: w } }
        tasks:
          - id: t
            type: basic
            tool: echo
            env: { TASK_VAR: t, SHARED: t }
            with: { all: "{{ .env.WORKFLOW_VAR }}{{ .env.TASK_VAR }}{{ .env.SHARED }}" }
        """)
    assert done.row("t").output == {"all": "wtt"}


@pytest.mark.parametrize("processor", [False, True])
def test_v115_wait_begins(processor: bool) -> None:
    """V115: the row waits; its output names the signal and whether there is a processor."""
    more = {"processor": {"id": "p", "type": "basic", "tool": "echo"}} if processor else {}
    kit, on = parts(), run_of({**WAIT, **more})
    begun(kit)
    config = on.workflow.tasks[0]

    async def begin() -> tuple[TaskState, str]:
        services = kit.services
        created = await services.create_state(CreateState(run=on, task=config))
        made = call(on, created.task, created.state)
        response = await services.handle_response(made, await services.execute(made))
        return response.state, created.wait.signal if created.wait else ""

    state, awaited = asyncio.run(begin())
    assert (state.status, state.execution_type) == (Status.WAITING, "wait")
    expected = {"signal_name": "approval_signal", "has_processor": processor}
    assert state.output == {"wait_status": "waiting", **expected}
    assert awaited == "approval_signal"


def test_v116_of_another_type() -> None:
    """V116: a wait of a configuration of another type does not begin."""
    kit, on = parts(), run_of({"id": "t", "type": "basic"})
    config = on.workflow.tasks[0]
    begun(kit)
    made = call(on, config, row(config))
    execution = asyncio.run(WaitOrchestrator(kit.shared).execute(made))
    assert execution.error is not None
    assert execution.error.code == "TYPE_UNSUPPORTED"


def processed(
    status: Status, name: str = "approval_signal", payload: dict[str, Any] | None = None
) -> tuple[SignalOutcome, TaskState | None]:
    kit, on = parts(), run_of(WAIT)
    begun(kit)
    config = on.workflow.tasks[0]
    state = row(config, "w", status, output={})
    kit.store.put_task(state)
    request = ProcessSignal(
        call=call(on, config, state),
        response=TaskResponse(state=state),
        signal=Signal(name=name, payload=payload or {}, metadata={}),
    )
    try:
        outcome = asyncio.run(kit.services.process_signal(request))
    except EngineError:
        assert kit.store.task("w") == state
        raise
    return outcome, kit.store.task("w")


def test_v117_other_signal() -> None:
    """V117: a signal of another name does not meet the condition, and is no error."""
    outcome, state = processed(Status.WAITING, "other", {"status": "approved"})
    assert outcome == SignalOutcome()
    assert state is not None
    assert state.status is Status.WAITING


def test_v118_not_waiting() -> None:
    """V118: a task that waits no more refuses a signal, and its row stays as it is."""
    with pytest.raises(EngineError, match="not waiting") as caught:
        processed(Status.SUCCESS, payload={"status": "approved"})
    assert caught.value.code == "WAIT_STATUS"


@pytest.mark.parametrize("last", [{"status": "approved"}, None])
def test_a_wait_that_has_ended_answers_how(last: dict[str, Any] | None) -> None:
    """The step that ended it is done again after a crash: the same answer, and nothing changes."""
    kit, on = parts(), run_of(WAIT | {"outputs": {"n": "{{ .output.signal.payload.n }}"}})
    begun(kit)
    config = on.workflow.tasks[0]

    async def answered(*payloads: dict[str, Any] | None) -> list[Any]:
        created = await kit.services.create_state(CreateState(run=on, task=config))
        made = call(on, created.task, created.state)
        response = await kit.services.handle_response(made, await kit.services.execute(made))
        answers = []
        for given in payloads:
            signal = (
                None
                if given is None
                else Signal(name="approval_signal", payload=given, metadata={})
            )
            request = ProcessSignal(call=made, response=response, signal=signal)
            try:
                answers.append((await kit.services.process_signal(request)).response)
            except TaskFailed as error:
                answers.append(str(error))
            answers.append(kit.store.task(created.state.task_exec_id))
        return answers

    approved = {"status": "approved", "n": 7}
    first, row, *again = asyncio.run(answered(approved, approved, last and {**last, "n": 8}))
    assert row.output == {"n": 7}
    assert again == [first, row] * 2
    first, row, *again = asyncio.run(answered(None, None, approved))
    assert "timed out" in first
    assert row.status is Status.FAILED
    assert again == [first, row] * 2


def test_v118_broken_condition() -> None:
    """V118: a condition that cannot be evaluated fails the task."""
    done = run(
        """
        id: flow
        tasks:
          - { id: w, type: wait, wait_for: go, timeout: 1h, condition: signal.payload.no.such > 1 }
        """,
        signals=[("go", {})],
    )
    assert done.row("w").status is Status.FAILED
    error = done.row("w").error
    assert error is not None
    assert error.code == "WAIT_TASK_ERROR"
    assert "no" in error.message


def test_v119_validation() -> None:
    """V119: a signal of the wrong name is refused by both names."""
    on, kit = run_of(WAIT), parts()
    config: Any = on.workflow.tasks[0]
    asked, waits = call(on, config, row(config, "w", Status.WAITING)), WaitOrchestrator(kit.shared)
    with pytest.raises(EngineError, match=r"'approval_signal'.*'wrong_signal'"):
        waits.validate_signal(asked, Signal(name="wrong_signal", payload={}, metadata={}))
    waits.validate_signal(asked, Signal(name="approval_signal", payload={}, metadata={}))


@pytest.mark.parametrize("payload", [{"key": "value"}, None])
def test_v120_dispatch(payload: dict[str, Any] | None) -> None:
    """V120: name, payload and correlation are handed over; no payload is an empty one."""
    signal = {"id": "test-signal"} | ({} if payload is None else {"payload": payload})
    kit, on = parts(), run_of({"id": "s", "type": "signal", "signal": signal})
    begun(kit)
    config = on.workflow.tasks[0]
    execution = asyncio.run(kit.services.execute(call(on, config, row(config))))
    assert execution == Execution(
        output={"signal_dispatched": True, "signal_id": "test-signal"}, error=None
    )
    assert kit.sent.calls == [("test-signal", payload or {}, "run")]


def test_v120_without_an_id() -> None:
    """V120: without a name nothing is sent."""
    kit, on = parts(), run_of({"id": "s", "type": "signal", "signal": {"id": "  "}})
    begun(kit)
    config = on.workflow.tasks[0]
    execution = asyncio.run(kit.services.execute(call(on, config, row(config))))
    assert execution.error is not None
    assert execution.error.code == "SIGNAL_ID"
    assert kit.sent.calls == []


def test_v122_routes_that_lead_nowhere() -> None:
    """V122: a route that is neither an id nor a task, and an id that no task has."""
    routes = {"number": 42, "unknown": "nobody", "list": ["a"]}
    on = run_of({"id": "r", "type": "router", "condition": "x", "routes": routes})
    router: Any = on.workflow.tasks[0]
    for key, code in (("number", "ROUTE_KIND"), ("list", "ROUTE_KIND")):
        with pytest.raises(EngineError) as caught:
            route_target(on, router, key)
        assert caught.value.code == code
    with pytest.raises(EngineError, match="nobody") as caught:
        route_target(on, router, "unknown")
    assert caught.value.code == "ROUTER_RESOLVE"
    with pytest.raises(EngineError, match="number, unknown, list"):
        selected(router, "absent")


def test_v124_configurations() -> None:
    """V124: saved and loaded; a missing one is named; deleting twice is fine."""
    configs = Configs(parts().storage)

    async def use() -> None:
        await configs.save("x1", {"id": "t"})
        assert await configs.load("x1") == {"id": "t"}
        with pytest.raises(EngineError, match="x2"):
            await configs.load("x2")
        await configs.delete("x1")
        await configs.delete("x1")
        with pytest.raises(EngineError, match="x1"):
            await configs.load("x1")

    asyncio.run(use())


@pytest.mark.parametrize("kind", ["parallel", "collection", "composite"])
def test_v125_keys(kind: str) -> None:
    """V125: a container's metadata stands under its kind and its exec id."""
    storage = parts().storage
    configs = Configs(storage)

    async def keys() -> list[str]:
        await configs.save_metadata(kind, "test-state-123", {"a": 1})
        assert await configs.load_metadata(kind, "test-state-123") == {"a": 1}
        return await storage.keys("")

    assert asyncio.run(keys()) == [f"metadata:{kind}_metadata:test-state-123"]


@pytest.mark.parametrize(
    ("given", "key"),
    [("production", "production"), ("json", "json"), ("premium", "premium")],
)
def test_v127_routes(given: str, key: str) -> None:
    """V127: the rendered text selects the route; router and target succeed."""
    routes = ", ".join(
        f"{name}: to-{name}" for name in ("production", "staging", "json", "premium")
    )
    targets = "".join(
        f"\n          - {{ id: to-{name}, type: basic, tool: echo }}"
        for name in ("production", "staging", "json", "premium")
    )
    done = run(
        f"""
        id: flow
        tasks:
          - id: choose
            type: router
            condition: "{{{{ .workflow.input.given }}}}"
            routes: {{ {routes} }}{targets}
        """,
        {"given": given},
    )
    assert done.statuses() == {"choose": "SUCCESS", f"to-{key}": "SUCCESS"}


def test_v133_unknown_signal() -> None:
    """V133: a signal that nobody waits for starts nothing, and its sender succeeds."""
    done = run("{id: flow, tasks: [{id: s, type: signal, signal: {id: unheard-of}}]}")
    assert done.statuses() == {"s": "SUCCESS"}


def test_v135_timeout_without_a_route() -> None:
    """V135, otherwise than in the vector: out of time without a route, the wait has failed."""
    done = run("""
        id: flow
        tasks:
          - id: w
            type: wait
            wait_for: go
            condition: "true"
            timeout: 1s
            on_success: { next: after }
          - { id: after, type: basic, tool: echo }
        """)
    assert done.status == "FAILED"
    assert done.statuses() == {"w": "FAILED"}


def test_v136_one_worker_out_of_order() -> None:
    """V136, otherwise than in the vector: children never wait for siblings that have not begun."""
    done = run("""
        id: flow
        tasks:
          - id: fan
            type: parallel
            max_workers: 1
            tasks: [{ id: b, type: basic, tool: echo }, { id: a, type: basic, tool: echo }]
        """)
    assert set(done.statuses().values()) == {"SUCCESS"}


def test_v137_error_in_an_output() -> None:
    """V137, otherwise than in the vector: an output is what the tool gave, whatever its keys."""
    done = run("{id: flow, tasks: [{id: t, type: basic, tool: echo, with: {error: false}}]}")
    assert done.row("t").output == {"error": False}
    assert done.status == "SUCCESS"


def test_v138_null_output() -> None:
    """V138, otherwise than in the vector: a child that gave nothing does not block its parent."""
    done = run(
        "{id: flow, tasks: [{id: fan, type: parallel, tasks: [{id: c, type: basic, tool: none}]}]}",
        tools={"none": lambda call: None},
    )
    assert done.statuses() == {"fan": "SUCCESS", "c": "SUCCESS"}


def test_v139_order_of_items() -> None:
    """V139, otherwise than in the vector: eleven items run in their order."""
    done = run("""
        id: flow
        tasks:
          - id: all
            type: collection
            items: "[0,1,2,3,4,5,6,7,8,9,10]"
            mode: sequential
            task: { id: "item-{{ .index }}", type: basic, tool: echo }
        """)
    assert [request.input["index"] for request in done.tools.calls] == list(range(11))
