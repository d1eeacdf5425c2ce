"""The migration adapter: by type, sticky per run, switchable while it runs."""

import threading
from typing import Any

import pytest

from switchover import legacy, orchestrators
from switchover.engine.context import EngineContext
from switchover.engine.run.services import Run, TaskServices
from switchover.migrations.plans.task_services.adapter import MigrationServices, Routing
from switchover.migrations.plans.task_services.case import Case, cases
from switchover.migrations.plans.task_services.stage import record


def routed(case: Case, routing: Routing) -> dict[str, Any]:
    """Run a case through the adapter and return its document."""

    def system(context: EngineContext) -> TaskServices:
        old, new = legacy.services(context), orchestrators.services(context)
        return MigrationServices(old, new, routing)

    return record(case, system).document()


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


def adapter(routing: Routing) -> MigrationServices:
    nobody: Any = None
    return MigrationServices(nobody, nobody, routing)


def test_a_run_keeps_its_side() -> None:
    """A switch is for runs that have not met the type yet."""
    routing = Routing()
    services = adapter(routing)
    assert services.side_of(run_of("old"), "basic") == "control"
    routing.switch("candidate", "basic", "router")
    assert services.side_of(run_of("old"), "basic") == "control"
    assert services.side_of(run_of("old"), "router") == "candidate"
    assert services.side_of(run_of("new"), "basic") == "candidate"
    routing.switch("control", "basic")
    assert services.side_of(run_of("new"), "basic") == "candidate"
    assert services.side_of(run_of("newest"), "basic") == "control"


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
    assert dict(routing.sides) == {f"type-{number}": "candidate" for number in range(64)}
