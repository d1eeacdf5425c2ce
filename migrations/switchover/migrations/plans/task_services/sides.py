"""The two sides of each pair: the old services and the orchestrators, on one case of the corpus.

Each takes the name of a case and gives plain data, so that any of them can be called by hand::

    >>> from switchover.migrations.plans.task_services.sides import run_control
    >>> run_control("basic-echo")["status"]
    'SUCCESS'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from switchover.engine import EngineContext, TaskServices
from switchover.engine.run import Engine, System, VirtualClock
from switchover.engine.store import Storage
from switchover.engine.tools import ToolRegistry
from switchover.legacy import services as old_services
from switchover.orchestrators import services as new_services

from .agreed import agreed
from .case import Case, cases, real_cases
from .generated import generated
from .keeping import kept
from .odd import misused, odd_cases
from .stage import record, replay, run_to_end
from .stand_ins import bindings
from .tape import Take
from .witness import Witness
from .workloads import workload

__all__ = ["run_candidate"]

CONTROL: System = old_services
CANDIDATE: System = new_services


def run_control(name: str, situation: str = "alone") -> dict[str, Any]:
    """Run a case under the old services and return everything that the run did."""
    return record(find(name), CONTROL, situation).document()


def run_candidate(name: str, situation: str = "alone") -> dict[str, Any]:
    """Run a case under the orchestrators, with the answers that the control's tools gave."""
    case = find(name)
    takes = record(case, CONTROL, situation).takes
    return replay(case, CANDIDATE, takes, situation).document()


def agreed_control(name: str, _situation: str) -> Mapping[str, Any]:
    """Return what was agreed that the case comes to, in every situation."""
    return agreed(name)


def elsewhere_candidate(name: str) -> dict[str, Any]:
    """Run a case under the orchestrators, on their own storage: a part of a Redis in memory."""
    return elsewhere(find(name), record(find(name), CONTROL).takes)


def elsewhere(case: Case, takes: list[Take]) -> dict[str, Any]:
    """Run a case with the answers that were recorded, on a Redis that lives in memory."""
    return replay(case, CANDIDATE, takes, storage=_redis()).document()


def kept_control(name: str) -> list[Any]:
    """Use the engine's storage and return what it answers."""
    return kept(name)


def kept_candidate(name: str) -> list[Any]:
    """Use the orchestrators' own storage, a part of a Redis in memory, in the same way."""
    return kept(name, _redis())


def _redis() -> Storage:
    from fakeredis import FakeAsyncRedis

    from switchover.engine.store import NamespacedStorage, RedisStorage

    return NamespacedStorage(RedisStorage(FakeAsyncRedis(), namespace="switchover"), "plan")


def calls_control(name: str, task_type: str) -> list[dict[str, Any]]:
    """Return every call of a type that a case's run makes, as the old services answer it."""
    return witnessed(find(name), CONTROL, task_type)


def calls_candidate(name: str, task_type: str) -> list[dict[str, Any]]:
    """Return the same calls as the orchestrators answer them, on the same rows."""
    return witnessed(find(name), CANDIDATE, task_type)


def misused_control(name: str) -> dict[str, Any]:
    """Make a call that no run makes of the old services, and return what they say."""
    return misused(name, CONTROL)


def misused_candidate(name: str) -> dict[str, Any]:
    """Make a call that no run makes of the orchestrators, and return what they say."""
    return misused(name, CANDIDATE)


def timed_control(task_type: str) -> str:
    """Run the workload of a type under the old services and return the final status."""
    return timed(task_type, CONTROL)


def timed_candidate(task_type: str) -> str:
    """Run the workload of a type under the orchestrators and return the final status."""
    return timed(task_type, CANDIDATE)


def find(name: str) -> Case:
    """Return a case of the corpus, a generated one by its number, or one of other people's."""
    if name.startswith("generated-"):
        return generated(int(name.removeprefix("generated-")))
    return cases().get(name) or odd_cases().get(name) or real_cases()[name]


def witnessed(case: Case, observed: System, task_type: str) -> list[dict[str, Any]]:
    """Run a case under the control and return the observed system's calls of a type."""
    witnesses: list[Witness] = []

    def system(context: EngineContext) -> TaskServices:
        witnesses.append(Witness(context, CONTROL, observed, task_type))
        return witnesses[-1]

    record(case, system)
    return [document for witness in witnesses for document in witness.documents]


def timed(task_type: str, system: System) -> str:
    """Run a workload without looking at anything but its end."""
    case, clock = workload(task_type), VirtualClock()
    engine = Engine(system, tools=ToolRegistry(bindings()), clock=clock)
    return clock.run(run_to_end(engine, case)).status.value
