"""A worker of an older build beside a newer one: runs keep theirs until they begin a new history."""

import asyncio
import time
from contextlib import AsyncExitStack

from engine.temporal.test_runs import LONGEST_S, Rig
from temporalio.api.workflowservice.v1 import SetWorkerDeploymentCurrentVersionRequest
from temporalio.service import RPCError

from switchover.engine.run import new_id
from switchover.engine.store import SqliteStore
from switchover.engine.temporal import begin, start_of
from switchover.engine.temporal.host import DEPLOYMENT

WAITING = """\
id: waiting
tasks:
  - {id: before, tool: work, on_success: {next: pause}}
  - {id: pause, type: wait, wait_for: go, timeout: 5m, on_success: {next: t0}}
"""
TASKS = 14
LINKS = [f"on_success: {{next: t{number + 1}}}" for number in range(TASKS - 1)] + ["sleep: 0s"]
TEXT = WAITING + "".join(
    f"  - {{id: t{number}, tool: work, {link}}}\n" for number, link in enumerate(LINKS)
)


class Build(Rig):
    """A worker of one build; its tool says which one was called."""

    def __init__(self, ground, build, queue, path):
        super().__init__(ground, TEXT, store=SqliteStore(path), work=lambda _: {"by": build})
        self.build, self.queue = build, queue

    def worker(self, **options):
        return self.host.worker(self.client, task_queue=self.queue, build_id=self.build, **options)

    async def begin_on(self):
        """A run on the queue of both."""
        start = start_of(self.workflow, system="orchestrators")
        queue, exec_id = self.queue, new_id()
        return await begin(self.client, start, exec_id=exec_id, task_queue=queue, eager=False)

    async def make_current(self):
        """As `temporal worker deployment set-current-version` does, once the worker is known."""
        request = SetWorkerDeploymentCurrentVersionRequest(
            namespace=self.client.namespace, deployment_name=DEPLOYMENT, build_id=self.build
        )
        end = time.monotonic() + LONGEST_S
        while True:
            try:
                await self.client.workflow_service.set_worker_deployment_current_version(request)
            except RPCError:
                assert time.monotonic() < end
                await asyncio.sleep(0.1)
            else:
                return

    async def until_waiting(self, exec_id):
        end = time.monotonic() + LONGEST_S
        while "WAITING" not in {row.status.value for row in self.host.store.tasks(exec_id)}:
            assert time.monotonic() < end
            await asyncio.sleep(0.02)


def served_by(store, exec_id):
    store.reread(exec_id)
    rows = [row for row in store.tasks(exec_id) if row.execution_type == "basic"]
    return [row.output["by"] for row in rows]


def test_a_run_keeps_its_build_until_it_begins_a_new_history(temporal, tmp_path):
    """The session's server asks for one after forty events; new runs go to the current build."""
    path, queue = tmp_path / "rows.db", new_id()
    old, new = (Build(temporal, f"{name}-{queue}", queue, path) for name in ("old", "new"))

    async def main():
        async with AsyncExitStack() as working:
            await working.enter_async_context(old.worker())
            await old.make_current()
            first = await old.begin_on()
            await old.until_waiting(first.workflow_exec_id)
            await working.enter_async_context(new.worker())
            await new.make_current()
            second = await new.begin_on()
            for run in (first, second):
                await run.signal("go")
            for run in (first, second):
                state = await asyncio.wait_for(run.result(), LONGEST_S)
                assert state.status.value == "SUCCESS"
            return first.workflow_exec_id, second.workflow_exec_id

    first, second = temporal.run(main())
    assert set(served_by(new.host.store, second)) == {new.build}
    calls = served_by(new.host.store, first)
    assert calls == sorted(calls, reverse=True), "it went to the new build once, and stayed there"
    assert calls[:2] == [old.build] * 2, "its history began on the old one"
    assert calls[-1] == new.build
    old.host.store.close()
    new.host.store.close()
