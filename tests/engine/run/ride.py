"""Runs toy workflows."""

from engine.run.toy import Toy

from switchover.engine.run import VirtualClock, run_workflow
from switchover.engine.store import MemoryStore


class Ride:
    """One run of a toy workflow under a virtual clock, and what became of it."""

    def __init__(self, flow, *, deeds=None, signals=(), others=()):
        self.clock, self.store = VirtualClock(), MemoryStore()
        self.begun = self.clock.now()
        self.result = self.clock.run(
            run_workflow(
                flow,
                system=self.system(deeds),
                tools=None,
                store=self.store,
                clock=self.clock,
                signals=signals,
                workflows=others,
                workflow_exec_id="x",
            )
        )
        self.elapsed = self.clock.now() - self.begun

    def system(self, deeds):
        def made(context):
            self.toy = Toy(context, deeds=deeds)
            return self.toy

        return made

    @property
    def rows(self):
        return [(row.task_id, row.status.value) for row in self.store.tasks("x")]
