"""One semantics on every runtime: final states, rows and outputs are those of memory."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from engine.store.postgres_server import Server
from temporal_ground import play

from switchover import legacy, orchestrators
from switchover.engine.run import Engine, WallClock
from switchover.engine.run.result import RunResult
from switchover.engine.store import open_store
from switchover.engine.tools import ToolRegistry
from switchover.migrations.plans.task_services.adapter import Routing, both_sides
from switchover.migrations.plans.task_services.case import cases, real_cases
from switchover.migrations.plans.task_services.document import (
    TIMES,
    Labels,
    places,
    rows_map,
    workflow_map,
)
from switchover.migrations.plans.task_services.ledger import StorageLedger
from switchover.migrations.plans.task_services.stage import record
from switchover.migrations.plans.task_services.stand_ins import bindings
from switchover.migrations.plans.task_services.tape import SignalTape

SYSTEMS: Any = {"legacy": legacy.services, "orchestrators": orchestrators.services}
SAMPLE = (
    "aggregate-simple",
    "basic-missing-key",
    "basic-spoiling",
    "basic-transitions",
    "basic-typed-values",
    "collection-batch",
    "collection-of-composites",
    "composite-nested",
    "parallel-mixed-children",
    "router-cel",
    "router-inline-templates",
    "signal-send",
    "storage-config-fails",
    "wait-outputs",
    "wait-processor-broken",
)

RACING = "children of the old services race for one another's rows"
ITSELF = "asks for the exec id of the plan's own runs"
APART = {
    ("collection-siblings", "legacy"): RACING,
    ("collection-siblings-deep", "legacy"): RACING,
    ("wait-reads", "legacy"): ITSELF,
    ("wait-reads", "orchestrators"): ITSELF,
}
"""What cannot be compared by runs side by side, and why."""
LONGEST_S = 300
"""A case sleeps for two and a half minutes."""
PASSING = re.compile(r"[0-9a-f]{26}|20\d\d-\d\d-\d\d [0-9:.]+ \+0000 UTC|20\d\d-\d\d-\d\dT[0-9:]+Z")
"""Ids and moments within texts."""


def timeless(value: Any) -> Any:
    """A document without its moments and ids: each runtime has a clock and runs of its own."""
    if isinstance(value, Mapping):
        return {key: timeless(item) for key, item in value.items() if key not in TIMES}
    if isinstance(value, list):
        return [timeless(item) for item in value]
    return PASSING.sub("…", value) if isinstance(value, str) else value


def shown(result: RunResult, case: Any) -> Any:
    named = {**places(case.workflow), result.workflow_exec_id: "run"}
    labels = Labels(result.tasks, named)
    document = {**workflow_map(result, labels), **rows_map(result.tasks, labels)}
    return timeless(document)


def case_of(name: str) -> Any:
    return cases().get(name) or real_cases()[name]


async def on_temporal(client: Any, name: str, system: str) -> Any:
    case = case_of(name)
    played = await play(client, case, {system: SYSTEMS[system]})
    return shown(RunResult.of(played.state, played.store), case)


def in_memory(name: str, system: str) -> Any:
    case = case_of(name)
    return shown(record(case, SYSTEMS[system]).result, case)


def compared(ground: Any, names: Any, *, at_once: int) -> list[str]:
    """Run the cases on Temporal, so many at once, and name those that end otherwise."""
    jobs = [job for job in product(names, SYSTEMS) if job not in APART]

    async def all_of_them() -> list[Any]:
        places = asyncio.Semaphore(at_once)

        async def one(name: str, system: str) -> Any:
            async with places:
                return await asyncio.wait_for(on_temporal(ground.client, name, system), LONGEST_S)

        return await asyncio.gather(*(one(*job) for job in jobs), return_exceptions=True)

    found = ground.run(all_of_them())
    told = []
    for (name, system), document in zip(jobs, found, strict=True):
        expected = in_memory(name, system)
        if document != expected:
            told += [f"{name} on {system}: {line}" for line in differences(document, expected)]
    return told


def differences(found: Any, expected: Any, path: str = "$") -> list[str]:
    """Where two documents differ, and in what."""
    if isinstance(found, dict) and isinstance(expected, dict):
        lines = []
        for key in dict.fromkeys([*expected, *found]):
            inner = f"{path}.{key}"
            lines += differences(found.get(key, "(absent)"), expected.get(key, "(absent)"), inner)
        return lines or [f"{path}: {[*found]}, and not in the order {[*expected]}"] * (
            [*found] != [*expected] and found != expected
        )
    return [] if found == expected else [f"{path}: {found!r}, not {expected!r}"]


def test_a_sample_of_the_corpus_ends_on_temporal_as_in_memory(skipping: Any) -> None:
    """Both systems, by name: rows, outputs and errors with their places."""
    assert not compared(skipping, SAMPLE, at_once=4)


async def on_store(store: Any, storage: Any, name: str, system: str) -> Any:
    """Run a case in this process over a store, and read its rows again from where they lie."""
    case = case_of(name)
    tape = SignalTape()
    engine = Engine(
        lambda context: SYSTEMS[system](replace(context, dispatcher=tape)),
        tools=ToolRegistry(bindings()),
        store=store,
        storage=StorageLedger(storage, case.breaks),
    )
    running = await engine.start(case.workflow, case.input, signals=case.signals)
    state = await asyncio.wait_for(running.result(), 60)
    await engine.settle()
    store.reread(running.workflow_exec_id)
    row = store.workflow(running.workflow_exec_id)
    assert row.status is state.status
    return shown(RunResult.of(row, store), case)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_sample_of_the_corpus_ends_on_every_store_as_in_memory(kind: str, tmp_path: Any) -> None:
    """Rows that were written and read again are those that memory has."""
    server = Server() if kind == "postgres" else None
    if server is not None:
        server.start()
    address = server.url if server is not None else f"sqlite:{tmp_path / 'rows.db'}"
    store, storage = open_store(address, now=time.time)
    told = []
    try:
        for name in SAMPLE:
            for system in SYSTEMS:
                found = WallClock().run(on_store(store, storage, name, system))
                told += [
                    f"{name} on {system}: {line}"
                    for line in differences(found, in_memory(name, system))
                ]
    finally:
        store.close()
        if server is not None:
            server.close()
    assert not told


def test_the_migration_on_temporal_ends_as_in_memory(skipping: Any) -> None:
    """Types on both sides, in one worker; the decision is kept with the run."""
    system = both_sides(Routing("basic", "wait"))
    case = case_of("composite-nested")
    played = skipping.run(play(skipping.client, case, {"migration": system}))
    found = shown(RunResult.of(played.state, played.store), case)
    assert not differences(found, shown(record(case, system).result, case))


@pytest.mark.proof
def test_the_whole_corpus_ends_on_temporal_as_in_memory(temporal: Any) -> None:
    """All cases of the plan, and the workflows of other people, on the dev server in real time."""
    told = compared(temporal, (*cases(), *real_cases()), at_once=12)
    assert not told, "\n".join([f"{len(told)} differ", *told])
