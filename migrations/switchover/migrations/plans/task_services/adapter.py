"""One task system that sends each call to the old or the new side.

Which side a task type runs on is data, changed at run time; which side a *run* uses is decided when
the run first meets the type, kept with the run, and stays. A workflow that began a wait on the old
side ends it there, whatever was switched in between, and whichever process goes on with it.
"""

from __future__ import annotations

import asyncio
import os
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeVar
from weakref import WeakValueDictionary

from switchover.engine import EngineContext, EngineError, Run, TaskServices
from switchover.engine.config import DEFAULT_TYPE, TaskConfig
from switchover.engine.run import ServicesProxy, System
from switchover.engine.states import WorkflowState
from switchover.engine.store import Storage
from switchover.legacy import services as old_services
from switchover.orchestrators import services as new_services

from ...routes import FreshRoutes, Routes, Routing, Side, open_routes

__all__ = ["MigrationServices", "Routing", "both_sides", "migration"]

Answer = TypeVar("Answer")

RUNS_KEPT: Final = 10_000
"""Runs whose sides stay in memory; those of others are read again."""
VARIABLE: Final = "SWITCHOVER_ROUTES"
"""Where the routes are, when nobody says so."""


class MigrationServices(ServicesProxy):
    """A `TaskServices` in front of two others; sticky per run and type.

    Args:
        storage: keeps which side a run met each type on, until the run's end; the same one that
            the two sides keep their values in.
        seen: the routes as they were read before.
    """

    def __init__(
        self,
        control: TaskServices,
        candidate: TaskServices,
        routes: Routes,
        *,
        storage: Storage,
        seen: Mapping[str, Side] | None = None,
    ) -> None:
        self._services: Mapping[Side, TaskServices] = {"control": control, "candidate": candidate}
        self._routes = FreshRoutes(routes, seen=seen)
        self._storage = storage
        self._chosen: OrderedDict[str, dict[str, Side]] = OrderedDict()
        self._deciding = WeakValueDictionary[str, asyncio.Lock]()

    async def answered(
        self,
        name: str,  # noqa: ARG002 - a type's calls all go to one side
        run: Run,
        task: TaskConfig,
        ask: Callable[[TaskServices], Awaitable[Answer]],
    ) -> Answer:
        """Let the side of the task's type answer."""
        return await ask(self._services[await self.side_of(run, task.type or DEFAULT_TYPE)])

    async def complete_workflow(self, run: Run) -> WorkflowState:
        """End the workflow on the candidate if all of it ran there."""
        sides = set((await self._sides(run.workflow_exec_id)).values())
        side: Side = "candidate" if sides == {"candidate"} else "control"
        return await self._services[side].complete_workflow(run)

    async def side_of(self, run: Run, task_type: str) -> Side:
        """Return the side of a type in a run, decided now if the run has not met the type yet.

        A decision is kept before anything is done on its side. Runs do not wait for each other.
        """
        exec_id = run.workflow_exec_id
        sides = await self._sides(exec_id)
        if task_type not in sides:
            async with self._deciding.setdefault(exec_id, asyncio.Lock()):
                sides = dict(await self._sides(exec_id))
                if task_type not in sides:
                    sides[task_type] = await self._routes.side(task_type)
                    await self._storage.store(_key(exec_id), sides, owner=exec_id)
                    self._remember(exec_id, sides)
        return sides[task_type]

    async def _sides(self, exec_id: str) -> dict[str, Side]:
        known = self._chosen.get(exec_id)
        if known is None:
            return await self._loaded(exec_id)
        self._chosen.move_to_end(exec_id)
        return known

    async def _loaded(self, exec_id: str) -> dict[str, Side]:
        if not await self._storage.exists(_key(exec_id)):
            return {}
        found: dict[str, Side] = await self._storage.load(_key(exec_id))
        self._remember(exec_id, found)
        return found

    def _remember(self, exec_id: str, sides: dict[str, Side]) -> None:
        self._chosen[exec_id] = sides
        if len(self._chosen) > RUNS_KEPT:
            self._chosen.popitem(last=False)


def _key(exec_id: str) -> str:
    return f"sides:{exec_id}"


def both_sides(routes: Routes, *, seen: Mapping[str, Side] | None = None) -> System:
    """Return the task system of the old and the new side, by these routes, as they were `seen`."""

    def services(context: EngineContext) -> TaskServices:
        old, new = old_services(context), new_services(context)
        return MigrationServices(old, new, routes, storage=context.storage, seen=seen)

    return services


class Migration:
    """The task system of the migration: both sides, by the routes at an address."""

    def __init__(self, address: str = "") -> None:
        self._address = address

    def routed(self, address: str) -> Migration:
        """Return the same with its routes at an address: a file, or ``redis://...``."""
        return Migration(address)

    def __call__(self, context: EngineContext) -> TaskServices:
        """Make both sides, and what sends calls to them.

        Raises:
            EngineError: ``ROUTES`` when nobody says where they are, when nothing is written there
                (a mistyped address would leave all on the control in silence), or they cannot be
                read.
        """
        address = self._address or os.environ.get(VARIABLE, "")
        if not address:
            text = f"the system 'migration' needs its routes: --routes FILE|redis://, or {VARIABLE}"
            raise EngineError("ROUTES", text, retryable=False)
        routes = open_routes(address)
        seen = routes.read()
        if not seen:
            text = (
                f"{address}: no routes are written there; to begin with the control, "
                f"'switchover route --all --to control --routes {address}'"
            )
            raise EngineError("ROUTES", text, retryable=False)
        return both_sides(routes, seen=seen)(context)


migration: Final = Migration()
"""The system that the entry point names."""
