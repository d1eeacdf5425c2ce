"""Runs on Temporal's dev server: tools as activities, faults of workers, cancellation, replay."""

import asyncio
import logging
import sqlite3
import sys
import time
from contextlib import closing

import pytest
from temporalio.worker import Replayer

from switchover.engine.config import engine_types
from switchover.engine.config.load import parse_workflow
from switchover.engine.errors import EngineError
from switchover.engine.run import Engine, VirtualClock, find_system, new_id
from switchover.engine.run.result import RunResult
from switchover.engine.store import SqliteStore
from switchover.engine.temporal import (
    Host,
    RemoteRun,
    activities,
    begin,
    plugin,
    start_of,
    with_store,
)
from switchover.engine.tools import Binding, ToolRegistry

LONGEST_S = 150


class Rig:
    """One workflow on a queue of its own, with these functions as tools."""

    def __init__(self, ground, text, *, store=None, others=(), system="orchestrators", **functions):
        self.system = system
        self.client, self.exec_id = ground.client, new_id()
        self.workflow = parse_workflow(text, engine_types(), name="flow.yaml")
        tools = ToolRegistry([Binding(id=name, function=each) for name, each in functions.items()])
        self.started = []
        self.host = Host(
            {system: find_system(system)},
            tools=tools,
            store=store,
            workflows=others,
            on_start=lambda run, workflow: self.started.append(run),
        )

    def worker(self, **options):
        return self.host.worker(self.client, task_queue=self.exec_id, **options)

    async def begin(self, data=None, **options):
        start = start_of(self.workflow, data, system=self.system, **options)
        return await begin(self.client, start, exec_id=self.exec_id, task_queue=self.exec_id)

    async def end(self, run):
        state = await asyncio.wait_for(run.result(), LONGEST_S)
        return RunResult.of(state, self.host.store)

    async def whole(self, data=None, **options):
        async with self.worker():
            return await self.end(await self.begin(data, **options))

    async def history(self):
        return await self.client.get_workflow_handle(self.exec_id).fetch_history()


def kinds(history):
    return [event.WhichOneof("attributes") for event in history.events]


ONE = "id: one\ntasks:\n  - {id: a, tool: work, with: {n: 1}}\n"
WAITING = """\
id: waiting
tasks:
  - {id: pause, type: wait, wait_for: go, timeout: 5m, on_success: {next: after}}
  - {id: after, tool: work, with: {n: "{{ .tasks.pause.output.signal.payload.n }}"}}
"""


def test_a_tool_is_an_activity_of_its_own(temporal):
    """Called once, with a heartbeat's limit, in a history that replays."""
    rig = Rig(temporal, ONE, work=lambda given: {"n": given["n"] + 1})
    result = temporal.run(rig.whole())
    assert [(row.status.value, row.output) for row in result.tasks] == [("SUCCESS", {"n": 2})]
    history = temporal.run(rig.history())
    scheduled = [
        event.activity_task_scheduled_event_attributes
        for event in history.events
        if event.HasField("activity_task_scheduled_event_attributes")
    ]
    assert [one.activity_type.name for one in scheduled] == ["call"]
    assert scheduled[0].heartbeat_timeout.seconds > 0
    temporal.run(Replayer(workflows=[], plugins=[plugin()]).replay_workflow(history))


def test_a_failing_tool_is_tried_as_its_task_says(temporal):
    text = ONE.replace(
        "with: {n: 1}}",
        "config: {retry_policy: {maximum_attempts: 3, initial_interval: 1ms}}}",
    )
    calls = []

    def work(given):
        calls.append(given)
        raise RuntimeError(f"attempt {len(calls)}")

    result = temporal.run(Rig(temporal, text, work=work).whole())
    assert len(calls) == 3
    assert result.status.value == "FAILED"
    assert "attempt 3" in result.error.message
    assert result.error.details["position"] == "flow.yaml:3:5"


def test_a_task_that_takes_too_long_ends_with_its_tool_canceled(temporal):
    text = ONE.replace(
        "with: {n: 1}}",
        "config: {start_to_close_timeout: 200ms, retry_policy: {maximum_attempts: 1}}}",
    )

    async def work(given):
        await asyncio.sleep(150)

    began = time.monotonic()
    result = temporal.run(Rig(temporal, text, work=work).whole())
    assert time.monotonic() - began < 100
    assert result.error.details["code"] == "ACTIVITY_TIMEOUT"


def test_a_signal_is_received_and_one_that_is_none_harms_nothing(temporal):
    rig = Rig(temporal, WAITING, work=lambda given: given)

    async def main():
        async with rig.worker():
            run = await rig.begin()
            handle = temporal.client.get_workflow_handle(rig.exec_id)
            for poison in (1, "text", {"name": 1}, None):
                await handle.signal("deliver", poison)
            await run.signal("go", {"n": 7})
            return await rig.end(run)

    result = temporal.run(main())
    assert result.output["after"]["output"] == {"n": 7}


def test_a_canceled_run_says_so_in_its_rows(temporal):
    rig = Rig(temporal, WAITING, work=lambda given: given)

    async def main():
        async with rig.worker():
            run = await rig.begin()
            while not rig.host.store.tasks(rig.exec_id):
                await asyncio.sleep(0.01)
            await run.cancel()
            return await rig.end(run)

    result = temporal.run(main())
    assert result.status.value == "CANCELED"
    assert {row.status.value for row in result.tasks} == {"CANCELED"}


def test_another_worker_goes_on_with_a_run_of_one_that_is_gone(temporal, tmp_path):
    """The rows are read again from the store that both share."""
    path = tmp_path / "rows.db"
    first = Rig(temporal, WAITING, store=SqliteStore(path), work=lambda given: given)
    second = Rig(temporal, WAITING, store=SqliteStore(path), work=lambda given: given)
    second.exec_id = first.exec_id

    async def main():
        async with first.worker(max_cached_workflows=0):
            run = await first.begin()
            while not [
                row for row in first.host.store.tasks(first.exec_id) if row.status == "WAITING"
            ]:
                await asyncio.sleep(0.01)
        async with second.worker():
            await run.signal("go", {"n": 7})
            return await second.end(run)

    result = temporal.run(main())
    assert [(row.task_id, row.status.value) for row in result.tasks] == [
        ("pause", "SUCCESS"),
        ("after", "SUCCESS"),
    ]
    first.host.store.close()
    second.host.store.close()


POISON = {
    "object": lambda given: object(),
    "nan": lambda given: {"x": float("nan")},
    "surrogate": lambda given: {"x": "\ud800"},
    "exit": lambda given: sys.exit(3),
    "interrupt": lambda given: (_ for _ in ()).throw(KeyboardInterrupt),
    "bytes": lambda given: {"x": b"\xff"},
}


@pytest.mark.parametrize("is_quick", [False, True])
def test_poison_that_a_tool_gives_ends_as_in_memory(temporal, is_quick):
    """What no JSON can hold, and what would end the worker: each is told as in-process, and the tool is
    called as often."""
    text = "id: poison\ntasks:\n  - {id: a, tool: %s, config: {retry_policy: {maximum_attempts: 2, initial_interval: 10ms}}}\n"
    flows = {name: parse_workflow(text % name, engine_types(), name=name) for name in POISON}
    calls = []

    def counted(name):
        def tool(given):
            calls.append(name)
            return POISON[name](given)

        return tool

    tools = ToolRegistry([Binding(id=name, function=counted(name)) for name in POISON])
    system, queue = find_system("orchestrators"), new_id()

    async def alone():
        engine = Engine(system, tools=tools, settings=None)
        begun = [await engine.start(flow) for flow in flows.values()]
        return [await run.result() for run in begun]

    async def remote():
        host = Host({"orchestrators": system}, tools=tools, is_quick=lambda _: is_quick)
        async with host.worker(temporal.client, task_queue=queue):
            starts = [start_of(flow, system="orchestrators") for flow in flows.values()]
            begun = [
                await begin(temporal.client, start, exec_id=new_id(), task_queue=queue)
                for start in starts
            ]
            return [RunResult.of(await run.result(), host.store) for run in begun]

    def told(results):
        return [(each.status, each.error and each.error.message) for each in results], sorted(calls)

    here = told(VirtualClock().run(alone()))
    calls.clear()
    assert told(temporal.run(remote())) == here
    assert {status.value for status, _ in here[0]} == {"FAILED", "SUCCESS"}


async def paused(rig):
    """Begin a run, and leave it where it waits for its signal."""
    async with rig.worker(max_cached_workflows=0):
        run = await rig.begin()
        while not [row for row in rig.host.store.tasks(rig.exec_id) if row.status == "WAITING"]:
            await asyncio.sleep(0.01)
    await run.signal("go", {"n": 7})
    return run


def test_a_worker_with_another_store_leaves_a_run_as_it_is(temporal, tmp_path, caplog):
    """Without its rows it would end otherwise; its steps wait, and with them it goes on."""
    rigs = [
        Rig(temporal, WAITING, store=SqliteStore(tmp_path / name), work=lambda given: given)
        for name in ("rows.db", "others.db")
    ]
    rigs[1].exec_id = rigs[0].exec_id

    async def main():
        run = await paused(rigs[0])
        async with rigs[1].worker(max_cached_workflows=0):
            while "ROWS_ELSEWHERE" not in "".join(
                str(getattr(record, "reason", "")) for record in caplog.records
            ):
                await asyncio.sleep(0.01)
        async with rigs[0].worker():
            return await rigs[0].end(run)

    with caplog.at_level(logging.WARNING, logger="switchover"):
        result = temporal.run(main())
    assert [(row.task_id, row.status.value) for row in result.tasks] == [
        ("pause", "SUCCESS"),
        ("after", "SUCCESS"),
    ]
    assert rigs[1].host.store.tasks(rigs[0].exec_id) == []
    for rig in rigs:
        rig.host.store.close()


def test_rows_that_went_with_their_worker_are_told(temporal):
    """Nobody will have them again, so the run ends, and says why."""
    rigs = [Rig(temporal, WAITING, work=lambda given: given) for _ in range(2)]
    rigs[1].exec_id = rigs[0].exec_id

    async def main():
        run = await paused(rigs[0])
        async with rigs[1].worker():
            await rigs[1].end(run)

    with pytest.raises(EngineError, match=r"not in this store.*one in memory went with its worker"):
        temporal.run(main())


def test_a_long_run_goes_on_in_a_new_history(temporal):
    """The session's server asks for one after forty events: nothing is lost on the way."""
    tasks = [f"  - {{id: t{n}, tool: work, with: {{n: {n}}}" for n in range(20)]
    links = [f", on_success: {{next: t{n + 1}}}}}" for n in range(19)] + ["}"]
    text = "id: long\ntasks:\n" + "\n".join(map(str.__add__, tasks, links)) + "\n"
    rig = Rig(temporal, text, work=lambda given: given)
    result = temporal.run(rig.whole())
    assert [row.output["n"] for row in result.tasks] == [*range(20)]
    began = temporal.run(rig.history()).events[0].workflow_execution_started_event_attributes
    assert began.continued_execution_run_id


def test_what_is_too_large_for_a_payload_ends_with_a_clear_error_without_a_common_store(temporal):
    """A tool's output, an input and a signal of more than two mebibytes; nothing hangs."""
    large = "x" * (2 * 1024 * 1024)
    result = temporal.run(Rig(temporal, ONE, work=lambda given: {"text": large}).whole())
    assert result.status.value == "FAILED"
    assert result.error.details["code"] == "PAYLOAD_TOO_LARGE"
    assert "2,097" in result.error.message
    rig = Rig(temporal, ONE, work=lambda given: given)
    with pytest.raises(EngineError, match="the workflow with its input is"):
        temporal.run(rig.begin({"text": large}))
    with pytest.raises(EngineError, match="the payload of 'go' is"):
        temporal.run(RemoteRun(temporal.client, "x").signal("go", {"text": large}))


LARGE_FLOW = """\
id: large
tasks:
  - {id: pause, type: wait, wait_for: go, timeout: 5m, on_success: {next: each}}
  - id: each
    type: parallel
    tasks:
      - {id: a, tool: work, with: {n: "{{ .tasks.pause.output.signal.payload.text }}"}}
      - {id: b, tool: work, with: {n: "{{ .workflow.input.text }}"}}
"""


def test_large_values_lie_in_the_store_that_caller_and_workers_share(temporal, tmp_path):
    """Input, signal, two outputs at once and the result, each above 2 MiB; gone with the run."""
    store = SqliteStore(tmp_path / "rows.db")
    large = "x" * (2 * 1024 * 1024 + 1)
    rig = Rig(temporal, LARGE_FLOW, store=store, work=lambda given: {"text": given["n"]})
    plain, rig.client = rig.client, with_store(temporal.client, store)

    async def main():
        async with rig.worker():
            run = await rig.begin({"text": large})
            await RemoteRun(rig.client, rig.exec_id).signal("go", {"text": large})
            return await rig.end(run)

    result = temporal.run(main())
    assert result.status.value == "SUCCESS", result.error
    outputs = {row.task_id: row.output["text"] for row in result.tasks if row.task_id in "ab"}
    assert outputs == dict.fromkeys("ab", large)
    history = temporal.run(rig.history())
    assert history_bytes(history) < 100_000
    with pytest.raises(EngineError, match="is kept in its store") as told:
        temporal.run(RemoteRun(plain, rig.exec_id).result())
    assert told.value.code == "STORE_NEEDED"
    assert temporal.run(RemoteRun(rig.client, rig.exec_id).start()).input == {"text": large}
    kept = "SELECT count(*) FROM storage WHERE key LIKE 'payload:%'"
    with closing(sqlite3.connect(tmp_path / "rows.db")) as database:
        assert database.execute(kept + " AND owner IS NULL").fetchone()[0] > 5
        assert database.execute(kept + " AND owner IS NOT NULL").fetchone() == (0,)
    store.release_values("nobody", time.time() + 4 * 86400)
    temporal.run(store.flush())
    with closing(sqlite3.connect(tmp_path / "rows.db")) as database:
        assert database.execute(kept).fetchone() == (0,)
    late = RemoteRun(with_store(temporal.client, store), rig.exec_id)
    with pytest.raises(EngineError, match="3 days after its run has ended"):
        temporal.run(late.start())
    store.close()


def history_bytes(history):
    return sum(event.ByteSize() for event in history.events)


def test_more_children_that_may_go_on_behind_their_container_than_a_history_has_room_for_are_refused(
    temporal, monkeypatch
):
    """Before the first of them runs; the error says how many there are, and what to do."""
    pytest.importorskip("switchover.legacy", reason="the old system is gone")
    monkeypatch.setattr(activities, "MOST_CHILDREN", 3)
    children = ", ".join(f"{{id: c{number}, tool: work}}" for number in range(4))
    text = (
        f"id: many\ntasks:\n  - {{id: all, type: parallel, strategy: race, tasks: [{children}]}}\n"
    )
    calls = []
    rig = Rig(temporal, text, system="legacy", work=calls.append)
    result = temporal.run(rig.whole())
    assert result.status.value == "FAILED"
    assert result.error.details["code"] == "CHILDREN_TOO_MANY"
    assert "all#1 has 4 children that may go on when it has ended" in result.error.message
    assert not calls


LAST = "  - {id: t5, tool: work}\n"


def test_large_values_one_after_the_other_pass_and_at_once_are_told(temporal):
    """Each below 2 MiB, and together above the 4 MiB that one answer to the server may have."""
    text = 'id: large\noutputs: {n: "{{ .tasks.t0.output.n }}"}\ntasks:\n' + "".join(
        f"  - {{id: t{number}, tool: work, on_success: {{next: t{number + 1}}}}}\n"
        for number in range(5)
    )
    large = {"text": "x" * 1_200_000, "n": 1}
    rig = Rig(temporal, text + LAST, work=lambda _: large)
    result = temporal.run(rig.whole())
    assert [row.status.value for row in result.tasks] == ["SUCCESS"] * 6, result.error
    assert result.output == {"n": 1}
    rig = Rig(temporal, text.replace("outputs:", "# outputs:") + LAST, work=lambda _: large)
    with pytest.raises(EngineError, match=r"is 7,\d+,\d+ bytes; on Temporal one value") as told:
        temporal.run(rig.whole())
    assert told.value.code == "PAYLOAD_TOO_LARGE"
    children = ", ".join(f"{{id: c{number}, tool: work}}" for number in range(6))
    together = f"id: large\ntasks:\n  - {{id: all, type: parallel, tasks: [{children}]}}\n"
    rig = Rig(temporal, together, work=lambda _: large)
    with pytest.raises(EngineError, match="more than 4 MiB together") as told:
        temporal.run(rig.whole())
    assert told.value.code == "PAYLOAD_TOO_LARGE"


def test_a_start_that_cannot_be_read_ends_at_once(temporal):
    rig = Rig(temporal, ONE, work=lambda given: given)

    async def main():
        async with rig.worker():
            await temporal.client.start_workflow(
                "switchover.run", {"definition": 1}, id=rig.exec_id, task_queue=rig.exec_id
            )
            return await rig.end(RemoteRun(temporal.client, rig.exec_id))

    with pytest.raises(EngineError, match="the run cannot be read") as caught:
        temporal.run(main())
    assert caught.value.code == "RUN_LOST"


def test_a_run_that_is_not_there_or_has_ended_is_told(temporal):
    with pytest.raises(EngineError) as caught:
        temporal.run(RemoteRun(temporal.client, "nobody").signal("go"))
    assert caught.value.code == "RUN_UNKNOWN"
    rig = Rig(temporal, ONE, work=lambda given: given)
    temporal.run(rig.whole())
    with pytest.raises(EngineError) as caught:
        temporal.run(RemoteRun(temporal.client, rig.exec_id).signal("go"))
    assert caught.value.code == "RUN_ENDED"


def test_runs_are_found_by_workflow_system_and_task_type(temporal):
    rig = Rig(temporal, ONE, work=lambda given: given)
    temporal.run(rig.whole())

    async def found():
        handle = temporal.client.get_workflow_handle(rig.exec_id)
        return {
            pair.key.name: pair.value
            for pair in (await handle.describe()).typed_search_attributes
            if pair.key.name.startswith("Switchover")
        }

    assert temporal.run(found()) == {
        "SwitchoverWorkflow": "one",
        "SwitchoverSystem": "orchestrators",
        "SwitchoverTaskTypes": ["basic"],
    }
