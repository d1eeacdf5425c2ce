"""The migration adapter: by type, sticky per run, switchable while it runs."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from switchover import legacy, orchestrators
from switchover.engine.context import EngineContext
from switchover.engine.errors import EngineError
from switchover.engine.run.services import Run
from switchover.engine.store import MemoryStorage
from switchover.migrations import routes
from switchover.migrations.plans.task_services.adapter import (
    Migration,
    MigrationServices,
    Routing,
    both_sides,
)
from switchover.migrations.plans.task_services.case import Case, cases
from switchover.migrations.plans.task_services.ledger import StorageLedger
from switchover.migrations.plans.task_services.stage import record


def routed(case: Case, routing: Routing) -> dict[str, Any]:
    """Run a case through the adapter and return its document."""
    return record(case, both_sides(routing)).document()


STRICT = sorted(case.name for case in cases().values() if not case.shows)
MIXED = ("basic-sequence", "parallel-outputs", "collection-list", "composite-sequence")


@pytest.mark.parametrize("name", STRICT[::4])
def test_without_a_switch_everything_is_the_control(name: str) -> None:
    """A routing that nobody touched changes nothing."""
    assert routed(cases()[name], Routing()) == record(cases()[name], legacy.services).document()


@pytest.mark.parametrize("name", STRICT[1::4])
def test_with_every_type_switched_everything_is_the_candidate(name: str) -> None:
    """The far end of the migration is the new system alone."""
    case = cases()[name]
    routing = Routing(*case.types)
    assert routed(case, routing) == record(case, orchestrators.services).document()


@pytest.mark.parametrize("name", MIXED)
def test_types_on_different_sides_work_together(name: str) -> None:
    """A container of one side runs children of the other, both ways."""
    case = cases()[name]
    for routing in (Routing("basic"), Routing(*(case.types - {"basic"}))):
        assert routed(case, routing)["status"] == "SUCCESS"


def run_of(name: str) -> Run:
    return Run(workflow=cases()["basic-echo"].workflow, workflow_exec_id=name)


def adapter(routing: Any, storage: Any = None) -> MigrationServices:
    nobody: Any = None
    kept = storage or MemoryStorage(now=lambda: 0.0)
    return MigrationServices(nobody, nobody, routing, storage=kept)


def sides(services: MigrationServices, *asked: tuple[str, str]) -> list[str]:
    """The sides of these types in these runs, asked for one after the other."""

    async def main() -> list[str]:
        return [await services.side_of(run_of(run), name) for run, name in asked]

    return asyncio.run(main())


def test_a_run_keeps_its_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """A switch is for runs that have not met the type yet."""
    monkeypatch.setattr(routes, "FRESH_S", -1.0)
    routing = Routing()
    services = adapter(routing)
    assert sides(services, ("old", "basic")) == ["control"]
    routing.switch("candidate", "basic", "router")
    asked = [("old", "basic"), ("old", "router"), ("new", "basic")]
    assert sides(services, *asked) == ["control", "candidate", "candidate"]
    routing.switch("control", "basic")
    assert sides(services, ("new", "basic"), ("newest", "basic")) == ["candidate", "control"]


def test_a_run_keeps_its_side_in_another_process() -> None:
    """What a run decided is with its values; whoever goes on with it finds it there."""
    storage = MemoryStorage(now=lambda: 0.0)
    assert sides(adapter(Routing("basic"), storage), ("run", "basic")) == ["candidate"]
    assert sides(adapter(Routing(), storage), ("run", "basic"), ("run", "wait")) == [
        "candidate",
        "control",
    ]


def test_what_could_not_be_kept_was_not_decided() -> None:
    """A storage that fails leaves nothing behind in memory that a restart would not know."""
    storage = StorageLedger(MemoryStorage(now=lambda: 0.0), ["store sides 1"])
    services = adapter(Routing("basic"), storage)
    with pytest.raises(EngineError):
        sides(services, ("run", "basic"))
    assert sides(services, ("run", "basic")) == ["candidate"]
    assert sides(adapter(Routing(), storage), ("run", "basic")) == ["candidate"]


def test_runs_that_meet_types_at_once_lose_no_decision() -> None:
    """Children of one container may meet types at the same moment."""
    storage = MemoryStorage(now=lambda: 0.0)
    services = adapter(Routing(*"abcdef"), storage)

    async def main() -> None:
        await asyncio.gather(*(services.side_of(run_of("run"), name) for name in "abcdefgh"))

    asyncio.run(main())
    again = sides(adapter(Routing(), storage), *(("run", name) for name in "abcdefgh"))
    assert again == ["candidate"] * 6 + ["control"] * 2


def test_a_run_does_not_wait_for_the_decision_of_another() -> None:
    """A storage that is slow for one run holds up that run alone."""

    class Slow(MemoryStorage):
        async def store(self, key: str, value: Any, **more: Any) -> None:
            if key.endswith(":slow"):
                await go_on.wait()
            await super().store(key, value, **more)

    go_on = asyncio.Event()
    services = adapter(Routing("basic"), Slow(now=lambda: 0.0))

    async def main() -> list[str]:
        slow = asyncio.create_task(services.side_of(run_of("slow"), "basic"))
        await asyncio.sleep(0)
        quick = await services.side_of(run_of("quick"), "basic")
        assert not slow.done()
        go_on.set()
        return [quick, await slow]

    assert asyncio.run(main()) == ["candidate", "candidate"]


def test_switching_from_many_threads_loses_nothing() -> None:
    """Each switch is seen, whoever made it."""
    routing = Routing()
    threads = [
        threading.Thread(target=routing.switch, args=("candidate", f"type-{number}"))
        for number in range(64)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert dict(routing.read()) == {f"type-{number}": "candidate" for number in range(64)}


def test_routes_that_go_before_the_first_task_are_missed(tmp_path: Path) -> None:
    """They were there when the process started: all on the control would be a guess."""
    nobody: Any = None
    context = EngineContext(
        store=nobody,
        storage=MemoryStorage(now=lambda: 0.0),
        tools=nobody,
        dispatcher=nobody,
        new_id=str,
        now=lambda: 0.0,
    )
    file = tmp_path / "routes.json"
    routes.FileRoutes(file).switch("candidate", "basic")
    services = Migration(str(file))(context)
    assert isinstance(services, MigrationServices)
    file.unlink()
    with pytest.raises(EngineError, match="routes that were there are gone"):
        asyncio.run(services.side_of(run_of("first"), "basic"))
    routes.FileRoutes(file).switch("control", "wait")
    assert asyncio.run(services.side_of(run_of("first"), "basic")) == "control"
