"""A run that is canceled, stopped or failed at any moment leaves rows that say so, in every store the same."""

import asyncio

import pytest
from engine.run.durable import Harbour, seen
from engine.run.test_loop import failing, nap
from engine.run.toy import Toy, basic, broken, parallel, wait, workflow

from switchover.engine.errors import EngineError
from switchover.engine.run.lifecycle import Lifecycle, RunFailure, TriggerRun
from switchover.engine.run.services import Run
from switchover.engine.states import Status, TaskError, TaskState, WorkflowState, cascade
from switchover.engine.store import MemoryStore

MOMENTS = [0, 0.5, 1.5, 3, 6.5, 7.5, 12, 20, 30]
"""Before the first step, within a task, between two, in a container, in a pause, in a wait."""


def flow():
    return workflow(
        basic("a", "nap1"),
        parallel("p", basic("b", "nap1"), parallel("q", basic("c", "nap5"), basic("d", "nap1")), limit=2),
        basic("e", sleep="4s"),
        wait("w", timeout="1h"),
    )  # fmt: skip


STORES = ("memory", "journal", "sqlite")


class Sea(Harbour):
    """It tells what its tools did and when."""

    def __init__(self, kind, folder):
        super().__init__(kind, folder)
        self.log = []

    def system(self, context):
        def slow(seconds):
            async def work(call):
                self.log.append(("begin", call.task.id))
                try:
                    return await nap(seconds)(call)
                finally:
                    self.log.append(("end", call.task.id))

            return work

        deeds = {
            "nap1": slow(1),
            "nap5": slow(5),
            "failing": failing,
            "broken": broken(retryable=False),
        }
        return Toy(context, deeds=deeds)


@pytest.fixture(params=STORES)
def sea(request, tmp_path):
    return Sea(request.param, tmp_path)


@pytest.mark.parametrize("at_s", MOMENTS)
def test_a_run_canceled_at_any_moment_has_ended(sea, at_s):
    """Each of its rows too, with what it had reached; nothing of it happens any more."""

    async def story(engine):
        run = await engine.start(flow(), {"n": 1}, workflow_exec_id="r")
        await asyncio.sleep(at_s)
        before = {row.task_exec_id: row for row in engine.store.tasks("r")}
        await run.cancel()
        result = await run.result()
        assert (result.status, result.input, result.output) == (Status.CANCELED, {"n": 1}, None)
        for row in result.tasks:
            was = before.get(row.task_exec_id)
            assert row.status.is_terminal
            assert was is None or row.status is cascade(Status.CANCELED, was.status)
        begun = len(sea.log)
        await asyncio.sleep(1000)
        assert len(sea.log) == begun
        assert (await run.result()) == result
        assert engine.runs == ()
        with pytest.raises(EngineError, match=r"has ended with CANCELED"):
            await engine.signal("r", "go", {"end": True})

    sea.run(story)
    assert [what for what, _ in sea.log].count("begin") == [what for what, _ in sea.log].count(
        "end"
    )


@pytest.mark.parametrize("at_s", MOMENTS)
def test_every_store_has_the_same_rows_of_it(tmp_path, at_s):
    """In memory, in a journal and in a file, read by another process."""
    found = {}
    for kind in STORES:
        (tmp_path / kind).mkdir()
        sea = Sea(kind, tmp_path / kind)

        async def story(engine):
            run = await engine.start(flow(), {"n": 1}, workflow_exec_id="r")
            await asyncio.sleep(at_s)
            await run.cancel()
            return seen(await run.result())

        found[kind] = sea.run(story)
    assert found["memory"] == found["journal"] == found["sqlite"]


@pytest.mark.parametrize("at_s", MOMENTS)
@pytest.mark.parametrize("kind", ["journal", "sqlite"])
def test_a_run_stopped_at_any_moment_goes_on_to_the_same_end(tmp_path, kind, at_s):
    """Stopping is no end: its rows say what they said, and the resumed run ends as one that was left alone."""
    ends = []
    for stops in (False, True):
        folder = tmp_path / str(stops)
        folder.mkdir()
        sea = Sea(kind, folder)

        async def first(engine, stops=stops):
            run = await engine.start(
                flow(), {"n": 1}, signals=[("go", {"end": True})], workflow_exec_id="r"
            )
            if not stops:
                return seen(await run.result())
            await asyncio.sleep(at_s)
            before = engine.store.tasks("r")
            await run.stop()
            assert engine.store.tasks("r") == before
            return None

        async def second(engine):
            return seen(await (await engine.resume("r")).result())

        end = sea.run(first)
        ends.append(sea.run(second) if stops else end)
    assert ends[0] == ends[1]
    assert ends[0][0] == "SUCCESS"


@pytest.mark.parametrize("at_s", [0, 0.5, 2, 6])
def test_canceling_one_run_touches_no_other(sea, at_s):
    async def story(engine):
        runs = [
            await engine.start(flow(), signals=[("go", {"end": True})], workflow_exec_id=name)
            for name in ("r", "s")
        ]
        await asyncio.sleep(at_s)
        await runs[0].cancel()
        return [(await run.result()).status for run in runs]

    assert sea.run(story) == [Status.CANCELED, Status.SUCCESS]


@pytest.mark.parametrize("times", [2, 3])
def test_canceling_and_stopping_at_once_ends_once(sea, times):
    """Whoever comes second finds it ended."""

    async def story(engine):
        run = await engine.start(flow(), workflow_exec_id="r")
        await asyncio.sleep(3)
        await asyncio.gather(*(run.cancel() for _ in range(times)), run.stop(), run.ended())
        return (await run.result()).status, {
            row.status.is_terminal for row in engine.store.tasks("r")
        }

    assert sea.run(story) == (Status.CANCELED, {True})


def test_a_result_of_a_run_that_was_stopped_is_none_yet(sea):
    async def story(engine):
        run = await engine.start(flow(), workflow_exec_id="r")
        await asyncio.sleep(3)
        await run.stop()
        with pytest.raises(asyncio.CancelledError):
            await run.result()
        assert run.is_done
        return engine.store.workflow("r").status

    assert sea.run(story) is Status.RUNNING


def test_who_waits_for_a_result_may_stop_waiting(sea):
    """The run goes on: it was not the one that was canceled."""

    async def story(engine):
        run = await engine.start(flow(), signals=[("go", {"end": True})], workflow_exec_id="r")
        waiting = asyncio.ensure_future(run.result())
        await asyncio.sleep(2)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        return (await run.result()).status

    assert sea.run(story) is Status.SUCCESS


# The rows of a workflow, by its own status.

RUN = Run(workflow=workflow(basic("a")), workflow_exec_id="r")


def lifecycle(now=5.0):
    store = MemoryStore()
    return store, Lifecycle(store=store, now=lambda: now)


def tasks_of(store):
    rows = [
        TaskState(
            task_exec_id=status.value, task_id=status.value, workflow_id="flow", workflow_exec_id="r", status=status, execution_type="basic", created_at=1.0, updated_at=1.0,
            parent_state_id=parent, output={"x": 1},
        )
        for status, parent in zip(Status, [None, "PENDING"] * len(Status), strict=False)
    ]  # fmt: skip
    for row in rows:
        store.put_task(row)
    return rows


CHANGES = {
    "pause": (Status.PAUSED, lambda life: life.pause(RUN)), "proceed": (Status.RUNNING, lambda life: life.proceed(RUN)), "cancel": (Status.CANCELED, lambda life: life.cancel(RUN)),
    "fail": (Status.FAILED, lambda life: life.fail(RunFailure(run=RUN, error=TaskError(message="no", code="E")))),
}  # fmt: skip


@pytest.mark.parametrize("change", [*CHANGES])
@pytest.mark.parametrize("before", [*Status])
def test_a_change_of_a_workflow_changes_its_tasks_with_it(change, before):
    """One that has ended stays as it is, with all of its tasks; of those that change nothing else does."""
    status, make = CHANGES[change]
    store, life = lifecycle()
    flow_row = WorkflowState(
        workflow_id="flow",
        workflow_exec_id="r",
        status=before,
        input={"n": 1},
        created_at=1.0,
        updated_at=1.0,
    )
    store.put_workflow(flow_row)
    rows = tasks_of(store)
    after = asyncio.run(make(life))
    assert store.workflow("r") == after
    if before.is_terminal:
        assert after == flow_row
        assert store.tasks("r") == rows
        return
    assert (after.status, after.input, after.created_at, after.updated_at) == (
        status,
        {"n": 1},
        1.0,
        5.0,
    )
    assert after.error == (TaskError(message="no", code="E") if change == "fail" else None)
    for old, new in zip(rows, store.tasks("r"), strict=True):
        assert new.status is cascade(status, old.status)
        changed = new.status is not old.status
        assert new.updated_at == (5.0 if changed else 1.0)
        assert (new.output, new.parent_state_id, new.created_at) == (
            old.output,
            old.parent_state_id,
            1.0,
        )


@pytest.mark.parametrize("old", [None, *Status])
def test_a_trigger_makes_a_row_that_runs(old):
    """One that was there before a restart keeps its birth."""
    store, life = lifecycle()
    if old is not None:
        store.put_workflow(
            WorkflowState(workflow_id="flow", workflow_exec_id="r", status=old, created_at=1.0)
        )
    assert life.has_begun(RUN) == (old is not None)
    state = asyncio.run(life.trigger(TriggerRun(run=RUN, input={"n": 1})))
    assert store.workflow("r") == state
    assert (state.status, state.input, state.workflow_id) == (Status.RUNNING, {"n": 1}, "flow")
    assert (state.created_at, state.updated_at) == (5.0 if old is None else 1.0, 5.0)


@pytest.mark.parametrize("change", [*CHANGES])
def test_a_change_that_cannot_be_written_whole_is_not_written_at_all(change):
    """A workflow that failed has no task that runs, and the other way round."""
    _, make = CHANGES[change]

    class Full(MemoryStore):
        left = 99

        def put_task(self, state):
            self.left -= 1
            if not self.left:
                raise EngineError("FULL", "no")
            super().put_task(state)

    store = Full()
    store.put_workflow(
        WorkflowState(workflow_id="flow", workflow_exec_id="r", status=Status.WAITING)
    )
    rows = tasks_of(store)
    store.left = 2 if change != "proceed" else 99
    life = Lifecycle(store=store, now=lambda: 5.0)
    if change == "proceed":
        asyncio.run(make(life))
        assert store.workflow("r").status is Status.RUNNING
    else:
        with pytest.raises(EngineError, match="no"):
            asyncio.run(make(life))
        assert store.workflow("r").status is Status.WAITING
    assert store.tasks("r") == rows
