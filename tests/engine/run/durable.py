"""Stores that outlive an engine: one in memory, which a death of the process may leave at any moment."""

import msgspec
from engine.run.toy import TYPES

from switchover.engine.run import Engine, Settings, VirtualClock
from switchover.engine.store import MemoryStorage, MemoryStore, SqliteStore


class KeptStore(MemoryStore):
    """Remembers, around each entry of its journal, what would be there if the process died then.

    Rows go through JSON on the way, as they would through a file. `storage` stands beside it.
    """

    def __init__(self, now):
        super().__init__()
        self.now = now
        self.storage = MemoryStorage(now=now)
        self.journal, self.deaths = {}, []

    def entries(self, workflow_exec_id):
        return {key: body for (run, key), body in self.journal.items() if run == workflow_exec_id}

    def check(self):
        """Find nothing that could not be written."""

    def append(self, workflow_exec_id, key, body):
        if key != "run":  # there is nothing to go on with before
            self.deaths.append((f"before {key}", self.copy()))
        self.journal[workflow_exec_id, key] = body
        self.deaths.append((f"after {key}", self.copy()))

    def copy(self):
        moment = self.now()
        twin = KeptStore(lambda: moment)
        twin.moment, twin.journal = moment, dict(self.journal)
        twin._signals = {run: list(signals) for run, signals in self._signals.items()}
        for image in self._images.values():
            for row in filter(None, (image.workflow, *image.tasks.values())):
                twin.fill(msgspec.json.decode(msgspec.json.encode(row), type=type(row)))
        for name in ("_entries", "_owned"):
            setattr(twin.storage, name, dict(getattr(self.storage, name)))
        twin.storage._keys = {owner: dict(keys) for owner, keys in self.storage._keys.items()}
        return twin

    def at(self, clock):
        """Go on under a clock."""
        self.now = self.storage._now = clock.now
        return self


def seen(result):
    """What a run came to, as whoever reads it from a file sees it, but for ids and times."""
    number = {row.task_exec_id: index for index, row in enumerate(result.tasks)}
    rows = [
        (row.task_id, row.status, row.execution_type, number.get(row.parent_state_id), row.input, row.output, row.error)
        for row in result.tasks
    ]  # fmt: skip
    whole = (result.status, result.input, result.output, result.error, rows)
    return msgspec.json.decode(msgspec.json.encode(whole))


class Harbour:
    """A store of any kind, which is there again with what it kept, and an engine over it.

    `system` makes the task services; each story has an engine of its own, as a process has.
    """

    def __init__(self, kind, folder):
        self.clock = VirtualClock()
        journal = KeptStore(self.clock.now)
        self.opened = {
            "memory": MemoryStore,
            "journal": lambda: journal,
            "sqlite": lambda: SqliteStore(folder / "runs.db"),
        }[kind]

    def run(self, story):
        async def told():
            store = self.opened()
            engine = Engine(
                self.system,
                tools=None,
                store=store,
                clock=self.clock,
                settings=Settings(types=TYPES),
            )
            try:
                return await story(engine)
            finally:
                await engine.close()
                store.close()

        return self.clock.run(told())
