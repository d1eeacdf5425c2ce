"""The steps of runs, and the calls of tools, as activities of one worker."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import msgspec
from temporalio import activity
from temporalio.common import RawValue

from ..context import ToolCall, Tools
from ..errors import EngineError
from ..plain_json import encode
from ..run.activities import Activities, Started
from ..run.codec import Failed
from ..run.ids import Step, entered, left
from ..run.lifecycle import TriggerRun
from ..run.services import Run
from ..states import WorkflowState
from ..store import ELSEWHERE, SHRUNK, Fencing, RunStore, Storage, StoreError, rows_elsewhere
from .aside import Aside
from .asked import Asked, Taken, read_asked, written
from .book import BOOK, Entry
from .deferring import ToolAnswer, ToolDueError, answering
from .environment import CALL
from .holding import Holdings
from .patience import AwayError
from .payload import LARGEST, LARGEST_ASIDE, STEP, checked, content, raw
from .wire import Wire

__all__ = ["StepActivities"]

OF_LIFECYCLE: Final = ("trigger", "pause", "proceed", "fail")
OF_SERVICES: Final = ("start", "process_signal", "container_response", "complete")
FIRST: Final = ("trigger", "cancel")
"""Steps before which a run has no rows."""
LAST: Final = ("complete", "fail", "cancel")
"""Steps behind which a run keeps nothing but its rows."""
MOST_CHILDREN: Final = 5_000
"""**Source:** a history ends at 51,200 events; a child that calls one tool takes up to ten."""
AWAY_S: Final = 1.0
"""Between two tries to keep an answer in a store that is away."""
BEATS: Final = 3
"""Heartbeats within the time after which a worker counts as dead."""

logger = logging.getLogger("switchover.engine.temporal")
_call = msgspec.json.Decoder(ToolCall).decode
_answer = msgspec.json.Decoder(ToolAnswer).decode


class StepActivities:
    """Takes the steps of the runs whose workflows live in this process, and calls tools for any.

    Args:
        systems: the activities of each task system by its name.
        store: where the rows are; what a step has written is durable before it is answered.
        storage: lets go of what a run kept when it has ended.
        tools: what the calls that left their steps go to.
    """

    def __init__(
        self,
        systems: Mapping[str, Activities],
        *,
        store: RunStore,
        storage: Storage,
        tools: Tools,
    ) -> None:
        self._systems = systems
        self._store = store
        self._storage = storage
        self._tools = tools
        self._holdings = Holdings(store)
        # In the memory of one process rows will not be found later either.
        self._final = {SHRUNK} if isinstance(store, Fencing) else {SHRUNK, ELSEWHERE}
        self._aside: Aside | None = None

    def keep_aside(self, aside: Aside | None) -> None:
        """Keep what is too large for a history there, as the worker's client does."""
        self._aside = aside

    @property
    def _largest(self) -> int:
        return LARGEST_ASIDE if self._aside is not None and self._aside.keeps else LARGEST

    def all(self) -> list[Callable[..., Any]]:
        """Give the activities to register with a worker."""
        names = (*OF_LIFECYCLE, *OF_SERVICES, "cancel")
        return [self._calling(), *(self._named(name) for name in names)]

    def _calling(self) -> Callable[..., Any]:
        @activity.defn(name=CALL)
        async def call(step: str, request: RawValue) -> RawValue:
            given = _call(content(request))
            token = entered(Step(f"{activity.info().workflow_id}/{step}"))
            try:
                async with _beating():
                    answer = ToolAnswer(call=given, output=await self._tools.call(given))
                    what = f"the output of {given.id!r}"
                    told = raw(checked(encode(answer), what, largest=self._largest), STEP)
                    await self._kept(told)
                    return told
            except EngineError as error:
                return raw(encode(ToolAnswer.failed(given, error)))
            finally:
                left(token)

        return call

    async def _kept(self, told: RawValue) -> None:
        """Keep a tool's answer, however long its store is away: the tool is not called again."""
        exec_id = str(activity.info().workflow_id)
        while self._aside is not None:
            try:
                await self._aside.keep(exec_id, told.payload)
            except StoreError as error:
                logger.warning("answer.waits", extra={"reason": str(error)})
                await asyncio.sleep(AWAY_S)
            else:
                return

    def _named(self, name: str) -> Callable[..., Any]:
        @activity.defn(name=name)
        async def step(given: RawValue) -> RawValue:
            return await self._step(name, read_asked(given))

        return step

    async def _step(self, name: str, asked: Asked) -> RawValue:
        exec_id, key = str(activity.info().workflow_id), asked.step
        entry = BOOK.find(exec_id)
        if entry is None:  # its workflow has left, and nobody waits for the answer
            return written(Taken(store=f"run {exec_id!r} is not in this process any more"))
        token, wire = entered(Step(f"{exec_id}/{key}")), Wire(entry.run)
        try:
            take = self._taker(name, self._system(entry))
            async with self._holdings.step(entry, asked.reach):
                if entry.is_renewed or name not in FIRST:
                    self._check_rows(exec_id)
                found = await self._found(take, wire, asked)
                told = self._told(found, wire, key)
                kept = self._aside.put(exec_id, told.payload) if self._aside else None
                await self._store.flush()
        except (StoreError, AwayError) as error:
            if isinstance(error, StoreError) and error.code in self._final:  # gone for good
                return written(Taken(result=msgspec.Raw(wire.result(Failed(error)))))
            logger.warning("step.waits", extra={"step": f"{exec_id}/{key}", "reason": str(error)})
            return written(Taken(store=str(error)))
        finally:
            left(token)
        if kept is not None:
            kept()
        if name in LAST and not isinstance(found, ToolCall):
            await self._release(exec_id)
        return told

    def _told(self, found: object, wire: Wire, key: str) -> RawValue:
        """Give what a step came to, or the error that says that it is too large to be told."""
        if isinstance(found, ToolCall):
            taken, what = Taken(due=msgspec.Raw(encode(found))), f"the call of {key}"
        else:
            taken, what = Taken(result=msgspec.Raw(wire.result(found))), f"what {key} gave"
        told = written(taken)
        try:
            checked(told.payload.data, what, largest=self._largest)
        except EngineError as error:
            return written(Taken(result=msgspec.Raw(wire.result(Failed(error)))))
        return told

    def _check_rows(self, exec_id: str) -> None:
        """Return where the run's rows are here; begun again without them it would end otherwise."""
        if self._store.workflow(exec_id) is None:
            raise rows_elsewhere(exec_id)

    @staticmethod
    async def _found(take: Callable[[Any], Any], wire: Wire, asked: Asked) -> object:
        """Give what a step gave, or the call of a tool that has to be made first."""
        try:
            with answering([_answer(one) for one in asked.answers]):
                given = wire.read_request(bytes(asked.request))
                return _bounded(await _outcome(take, given, asked.step), asked.step)
        except ToolDueError as due:
            return due.call

    def _system(self, entry: Entry) -> Activities:
        found = self._systems.get(entry.system)
        if found is None:
            served = ", ".join(sorted(self._systems))
            text = f"the worker serves {served}, and the run is on {entry.system!r}"
            raise StoreError(text, code="SYSTEM_NOT_SERVED")
        return found

    def _taker(self, name: str, system: Activities) -> Callable[[Any], Any]:
        if name == "cancel":
            return lambda run: self._canceled(system, run)
        return getattr(system.lifecycle if name in OF_LIFECYCLE else system, name)  # type: ignore[no-any-return]  # an activity

    @staticmethod
    async def _canceled(system: Activities, run: Run) -> WorkflowState:
        """Cancel a run, also one that was canceled before it began."""
        if not system.lifecycle.has_begun(run):
            await system.lifecycle.trigger(TriggerRun(run=run, input={}))
        return await system.lifecycle.cancel(run)

    async def _release(self, exec_id: str) -> None:
        """Let go of what a run kept; a storage that cannot now costs no run its result."""
        try:
            if self._aside is not None:
                self._aside.release(exec_id)
            await self._storage.release(exec_id)
            await self._store.flush()
        except EngineError as error:
            extra = {"workflow_exec_id": exec_id, "reason": str(error)}
            logger.warning("run.not_released", extra=extra)
        self._holdings.let_go(exec_id)


def _bounded(result: object, key: str) -> object:
    """Give what a step gave, unless it is more children than one history has room for.

    Those that go on when their container has ended belong to no task that is open, and cannot be
    found again in a new history.
    """
    children = result.children if isinstance(result, Started) else None
    is_bounded = children is not None and children.leaves_rest
    if children is None or not is_bounded or len(children.items) <= MOST_CHILDREN:
        return result
    text = (
        f"{key} has {len(children.items):,} children that may go on when it has ended; on Temporal"
        f" a container may have {MOST_CHILDREN:,} of these: give it parts of its items, one"
        " workflow each, or a strategy that waits for all or cancels the rest"
    )
    return Failed(EngineError("CHILDREN_TOO_MANY", text, retryable=False))


async def _outcome(take: Callable[[Any], Any], request: object, key: str) -> object:
    """Give what a step gave, or the error that it raised."""
    try:
        return await take(request)
    except (StoreError, asyncio.CancelledError):
        raise
    except EngineError as error:
        return Failed(error)
    except Exception as error:  # noqa: BLE001 - a fault of a system is told, not tried again
        text = f"{key}: unexpected {type(error).__name__}: {error}"
        return Failed(EngineError("INTERNAL", text, retryable=False))


@asynccontextmanager
async def _beating() -> AsyncIterator[None]:
    """Tell the server that the worker lives for as long as a call takes."""
    limit = activity.info().heartbeat_timeout

    async def beat() -> None:
        while limit:
            activity.heartbeat()
            await asyncio.sleep(limit.total_seconds() / BEATS)

    beating = asyncio.ensure_future(beat())
    try:
        yield
    finally:
        beating.cancel()
