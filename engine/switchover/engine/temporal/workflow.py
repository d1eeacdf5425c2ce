"""One workflow for all: the run loop, driven by Temporal's history.

Deterministic as the loop itself: the definition is in the history, templates are rendered and
conditions decided by the task system inside its steps, and everything else is a command. No code
of a user runs in it, so Temporal's sandbox, which costs a quarter of a run's time, has nothing to
check: contracts on imports, and histories that are replayed, hold what it would.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final, NoReturn, cast

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    import msgspec
    from temporalio.common import RawValue
    from temporalio.exceptions import ApplicationError

    from ..config import engine_types
    from ..errors import EngineError
    from ..plain_json import encode
    from ..run.activities import Activities
    from ..run.lifecycle import Lifecycle
    from ..run.loop import Loop
    from ..run.options import STATUS
    from ..run.services import Run, Signal
    from ..run.settings import Settings
    from ..states import WorkflowState
    from .book import BOOK
    from .environment import TemporalEnvironment
    from .mail import Mail
    from .payload import LAST, STEP, content, raw
    from .renewal import Renewal
    from .standing import RunStanding
    from .start import Definitions, Start, read_start
    from .wire import Wire

__all__ = ["DELIVER", "NAME", "WorkflowRun"]

NAME: Final = "switchover.run"
DELIVER: Final = "deliver"
UNREADABLE: Final = "START_UNREADABLE"

_NOBODY: Final = cast("Any", None)
_STEPS: Final = Activities(_NOBODY, Lifecycle(store=_NOBODY, now=_NOBODY))
"""Names the steps; a worker's activities take them."""
_DEFINITIONS: Final = Definitions(engine_types())
"""What this process has compiled."""


@workflow.defn(name=NAME, sandboxed=False)
class WorkflowRun:
    """One run of one workflow file."""

    def __init__(self) -> None:
        self._mail = Mail()

    @workflow.run
    async def run(self, given: RawValue) -> RawValue:
        """Run it to its end, and return the workflow's row."""
        try:
            start = read_start(content(given))
            config = _DEFINITIONS.of(start)
        except (msgspec.DecodeError, EngineError, TypeError, ValueError) as error:
            text = f"the run cannot be read: {error}"
            raise ApplicationError(text, type=UNREADABLE, non_retryable=True) from error
        self._mail = Mail((*start.waiting, *self._mail.waiting))
        run = Run(workflow=config, workflow_exec_id=workflow.info().workflow_id)
        entry = BOOK.take_up(run, start.system, is_renewed=start.is_renewed)
        try:
            row = await self._ended(start, run)
        finally:
            BOOK.put_down(entry)
        return raw(encode(row), LAST)

    async def _ended(self, start: Start, run: Run) -> WorkflowState:
        def renew(number: int, task_id: str, standing: RunStanding | None = None) -> NoReturn:
            waiting = self._mail.waiting
            changed = msgspec.structs.replace(
                start, number=number, first=task_id, waiting=waiting, standing=standing
            )
            workflow.continue_as_new(
                raw(changed.written(), STEP),
                initial_versioning_behavior=workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE,
            )

        task, wire = asyncio.current_task(), Wire(run)
        assert task is not None, "a workflow runs in a task"
        renewal = Renewal(start.standing, renew=renew)
        environment = TemporalEnvironment(wire, self._mail, start=start, renewal=renewal)
        settings = Settings(types=run.workflow.types, transitions=start.transitions)
        loop = Loop(run, activities=_STEPS, environment=environment, settings=settings)
        watching = asyncio.ensure_future(renewal.watch(task.cancel, is_held=lambda: loop.has_left))
        try:
            open_task = wire.read_task(start.standing.task) if start.standing else None
            return await loop.run(
                dict(start.input), first=start.first, number=start.number, task=open_task
            )
        except EngineError as error:  # the step that would have told it in the rows failed too
            raise ApplicationError(str(error), type=error.code, non_retryable=True) from error
        except asyncio.CancelledError:
            task.uncancel()  # what ends the run now is to be done
            if renewal.due is not None and workflow.cancellation_reason() is None:
                number, at, standing = renewal.due
                renew(number, at.id, msgspec.structs.replace(standing, task=wire.task(at)))
            watching.cancel()
            return await environment.activity("cancel", _STEPS.lifecycle.cancel, run, STATUS)
        finally:
            watching.cancel()

    @workflow.signal(name=DELIVER)
    def deliver(self, given: RawValue) -> None:
        """Take a signal, for whichever task waits for it, now or later; one that is none is told.

        A signal that raised would be raised by again at each try, and hold the run for ever.
        """
        try:
            self._mail.put(msgspec.json.decode(content(given), type=Signal))
        except (msgspec.DecodeError, EngineError, TypeError, ValueError) as error:
            workflow.logger.warning("signal.unreadable", extra={"reason": str(error)})
