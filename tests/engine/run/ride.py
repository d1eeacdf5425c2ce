"""Runs toy workflows under a virtual clock."""

from engine.run.toy import TYPES, Toy

from switchover.engine.run import Engine, Settings, VirtualClock
from switchover.engine.store import MemoryStore


class Ride:
    """One run of a toy workflow, and what became of it.

    `meanwhile`, a coroutine function, is given the engine and the run while it runs.
    """

    def __init__(
        self, flow, *, deeds=None, signals=(), others=(), data=None, meanwhile=None, **settings
    ):
        self.clock, self.store, self.started = VirtualClock(), MemoryStore(), []
        self.engine = Engine(
            self.system(deeds),
            tools=None,
            store=self.store,
            clock=self.clock,
            workflows=others,
            settings=Settings(types=TYPES, **settings),
            on_start=self.started.append,
        )
        begun = self.clock.now()
        self.result = self.clock.run(self.drive(flow, data, signals, meanwhile))
        self.elapsed = self.clock.now() - begun

    async def drive(self, flow, data, signals, meanwhile):
        run = await self.engine.start(flow, data, signals=signals, workflow_exec_id="x")
        if meanwhile is not None:
            await meanwhile(self.engine, run)
        result = await run.result()
        await self.engine.settle()
        return result

    def system(self, deeds):
        def made(context):
            self.toy = Toy(context, deeds=deeds)
            return self.toy

        return made

    @property
    def rows(self):
        return [(row.task_id, row.status.value) for row in self.store.tasks("x")]

    @property
    def executed(self):
        """The ids of the tasks whose own work was done, in order, once for each attempt."""
        return [name for what, name in self.toy.log if what == "execute"]
