"""A run to be killed: a toy workflow on a SQLite file, begun or resumed by this script.

It says `at` and a task's id whenever one does its work, and `done` and the final state in the end. Usage: python crash.py FILE
"""

import asyncio
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from engine.run.toy import TYPES, Toy, basic, broken, parallel, wait, workflow

from switchover.engine.run import Engine
from switchover.engine.run.environment import ActivityOptions
from switchover.engine.run.settings import Settings
from switchover.engine.store import SqliteStore

EXEC_ID = "crash"
SIGNALS = [("go", {"end": False, "n": n}) for n in range(3)] + [("go", {"end": True})]


def flow():
    """Steps, nested containers, retries and a wait: about sixty steps of a millisecond or two."""
    return workflow(
        *(basic(f"step{n}", "work") for n in range(6)),
        parallel("side", *(basic(f"side{n}", "work") for n in range(8)), limit=3),
        wait("pause", processor={"id": "look", "type": "basic", "do": "work"}),
        parallel("turns", *(basic(f"turn{n}", "work") for n in range(5)), limit=1),
        parallel(
            "outer",
            parallel("inner", *(basic(f"in{n}", "work") for n in range(4))),
            basic("shaky", "broken", handled=True, sleep="1ms"),
            limit=2,
        ),
        *(basic(f"end{n}", "work") for n in range(4)),
    )


async def work(call):
    print("at", call.task.id, flush=True)
    await asyncio.sleep(0.002)
    return {"did": call.task.id}


def settings():
    options = ActivityOptions(initial_interval_s=0.003, attempts=3)
    return Settings(options=options, types=TYPES)


async def main(path):
    store = SqliteStore(path)
    deeds = {"work": work, "broken": broken()}
    engine = Engine(
        lambda context: Toy(context, deeds=deeds),
        tools=None,
        store=store,
        settings=settings(),
    )
    if store.workflow(EXEC_ID) is None and "run" not in store.entries(EXEC_ID):
        running = await engine.start(flow(), signals=SIGNALS, workflow_exec_id=EXEC_ID)
        await store.flush()
        print("started", flush=True)
    else:
        running = await engine.resume(EXEC_ID)
    result = await running.result()
    store.close()
    rows = sorted((row.task_id, row.status.value, row.output) for row in result.tasks)
    print("done", json.dumps([result.status.value, result.output, rows], sort_keys=True))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
