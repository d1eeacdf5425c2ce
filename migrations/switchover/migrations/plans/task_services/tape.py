"""What the control's tools were asked and gave, played back to the candidate.

The candidate's effects never happen a second time: where the control's tool was entered, the
candidate gets what the control's tool gave or raised, after as long as it took. All that lies
between a task and its tool (schemas, errors and their texts) each side does for itself. A call that
the control did not make is noted; the corpus answers it with its own stand-ins, so that the
difference can be followed to its end.
"""

from __future__ import annotations

import asyncio
import inspect
from collections import deque
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

import msgspec

from switchover.engine import Dispatcher, ToolCall, Tools
from switchover.engine.tools import Binding, ToolRegistry

__all__ = ["RUN", "Listener", "Player", "SignalTape", "Take", "TapeRecorder"]

RUN: Final[ContextVar[str]] = ContextVar("switchover.task_services.run", default="")
"""The exec id of the run that a call belongs to, where several runs share an engine."""


@dataclass(slots=True, kw_only=True, eq=False)
class Take:
    """One call: what was asked, and what the tool gave or raised, if it was entered and ended.

    Attributes:
        asked: every field of the call.
        run: the exec id of the run that made it.
        entered: whether the call came as far as the tool.
        output: what the tool gave, before anything looked at it.
        error: what the tool raised.
        seconds: how long it took; None when it was not entered, or the run was over first.
    """

    asked: ToolCall
    run: str = field(default_factory=RUN.get)
    output: Any = None
    error: Exception | None = None
    seconds: float | None = None

    def plain(self) -> dict[str, Any]:
        """Return what was asked, every field of it, as a document shows it."""
        return {each.name: getattr(self.asked, each.name) for each in fields(self.asked)}


class TapeRecorder:
    """Calls tools and keeps every call, in the order in which they were made.

    Args:
        bindings: the tools.
        unbound: what is called in place of an id that none of them has.
    """

    def __init__(
        self, bindings: Iterable[Binding], unbound: Tools | None, now: Callable[[], float]
    ) -> None:
        heard = (replace(each, function=self._heard(each)) for each in bindings)
        self._tools = ToolRegistry(heard, unbound=unbound)
        self._now = now
        self._begun: dict[int, Take] = {}
        self.takes: list[Take] = []

    async def call(self, request: ToolCall) -> Any:
        """Call the tool and keep what it gave or raised."""
        self.begun(request)
        try:
            return await self._tools.call(request)
        finally:
            del self._begun[id(request)]

    def begun(self, request: ToolCall) -> Take:
        """Return the take of a call, which is kept from now on."""
        take = self._begun.get(id(request))
        if take is None:
            take = self._begun[id(request)] = Take(asked=deepcopy(request))
            self.takes.append(take)
        return take

    def _heard(self, binding: Binding) -> Callable[[dict[str, Any], ToolCall], Any]:
        async def function(_: dict[str, Any], call: ToolCall) -> Any:
            take, begun = self._begun[id(call)], self._now()
            try:
                output = await _invoked(binding, call)
            except Exception as error:
                take.error, take.seconds = error, self._now() - begun
                raise
            take.output, take.seconds = deepcopy(output), self._now() - begun
            return output

        return function


class Listener:
    """Hands calls to a recorder, and knows which were made here."""

    def __init__(self, recorder: TapeRecorder) -> None:
        self._recorder = recorder
        self.takes: list[Take] = []

    async def call(self, request: ToolCall) -> Any:
        """Call the tool; its take stands in both lists."""
        self.takes.append(self._recorder.begun(request))
        return await self._recorder.call(request)


class Player:
    """Answers calls from a tape; what is not on it is answered by stand-ins, and noted.

    Equal calls are answered in their recorded order; a call with the same input is the same, and
    so is one whose input differs only in whether a scalar is text, which is the difference that the
    plan accepts as `typed`. Of several runs each has its own.

    Args:
        bindings: the tools whose places the tape takes.
        waits: whether an answer takes as long as it took when it was recorded.
    """

    def __init__(
        self,
        takes: Iterable[Take],
        bindings: Iterable[Binding],
        unbound: Tools | None = None,
        *,
        waits: bool = True,
    ) -> None:
        played = (replace(each, function=self._played(each)) for each in bindings)
        self._tools = ToolRegistry(played, unbound=unbound)
        self._waits = waits
        self._known: tuple[dict[bytes, deque[Take]], ...] = ({}, {}, {})
        self._answers: dict[int, Take | None] = {}
        self.takes: list[Take] = []
        self.unrecorded: list[Take] = []
        for take in takes:
            for key, known in zip(_keys(take), self._known, strict=True):
                known.setdefault(key, deque()).append(take)

    async def call(self, request: ToolCall) -> Any:
        """Answer as the tape says, after as long as it took then."""
        asked = Take(asked=deepcopy(request))
        self.takes.append(asked)
        take = self._answers[id(request)] = self._found(asked)
        if take is None:
            self.unrecorded.append(asked)
        try:
            return await self._tools.call(request)
        finally:
            del self._answers[id(request)]

    def _played(self, binding: Binding) -> Callable[[dict[str, Any], ToolCall], Any]:
        async def function(_: dict[str, Any], call: ToolCall) -> Any:
            take = self._answers[id(call)]
            if take is None or take.seconds is None:
                return await _invoked(binding, call)
            if take.seconds and self._waits:
                await asyncio.sleep(take.seconds)
            if take.error is not None:
                raise take.error.with_traceback(None)
            return deepcopy(take.output)

        return function

    def _found(self, asked: Take) -> Take | None:
        """Return the first take of the nearest kind that is left, and use it up in each."""
        found = (known.get(key) for key, known in zip(_keys(asked), self._known, strict=True))
        take = next((queue[0] for queue in found if queue), None)
        if take is not None:
            for key, known in zip(_keys(take), self._known, strict=True):
                known[key].remove(take)
        return take


class SignalTape:
    """Keeps the signals that a task system sends; hands them on only where they may happen."""

    def __init__(self, dispatcher: Dispatcher | None = None) -> None:
        self._dispatcher = dispatcher
        self.sent: list[dict[str, Any]] = []

    async def dispatch(
        self, *, signal_id: str, payload: dict[str, Any], correlation_id: str
    ) -> None:
        """Note the signal."""
        sent = {"id": signal_id, "payload": deepcopy(payload), "correlation_id": correlation_id}
        self.sent.append(sent)
        if self._dispatcher is not None:
            await self._dispatcher.dispatch(
                signal_id=signal_id, payload=payload, correlation_id=correlation_id
            )


def as_text(value: Any) -> Any:
    """Return plain data with every scalar as a text, the same for a number and its text."""
    if isinstance(value, dict):
        return {key: as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    text = str(value).lower() if isinstance(value, bool) else str(value)
    try:
        return repr(float(text))
    except ValueError:
        return text


async def _invoked(binding: Binding, call: ToolCall) -> Any:
    """Enter a tool as the registry does; stand-ins are quick, so none needs a thread."""
    output = binding.function(*binding.arguments(call))
    return await output if inspect.isawaitable(output) else output


def _keys(take: Take) -> tuple[bytes, bytes, bytes]:
    """Return what a call is known by: all of it, then its input, then its input's texts."""
    asked = take.asked
    said = (take.run, asked.kind, asked.id, asked.action)
    forms = ((asked.input, asked.config), asked.input, as_text(asked.input))
    whole, given, texts = (
        msgspec.json.encode((*said, form), order="deterministic") for form in forms
    )
    return whole, given, texts
