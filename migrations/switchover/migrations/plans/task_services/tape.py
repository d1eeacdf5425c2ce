"""What the control's tools were asked and gave, played back to the candidate.

The candidate's effects never happen a second time: a call that the control made is answered with
what the control got, after as long as it took. A call that the control did not make is noted; the
corpus answers it with its own stand-ins, so that the difference can be followed to its end.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import msgspec

from switchover.engine.context import Dispatcher, ToolCall, Tools
from switchover.engine.errors import EngineError


@dataclass(slots=True, kw_only=True)
class Take:
    """One call: what was asked, and what came of it if it ended.

    Attributes:
        seconds: how long it took; None when the run was over first.
    """

    kind: str
    id: str
    action: str | None
    input: dict[str, Any]
    output: Any = None
    error: EngineError | None = None
    seconds: float | None = None

    def plain(self) -> dict[str, Any]:
        """Return what was asked, as a document shows it."""
        return {"kind": self.kind, "id": self.id, "action": self.action, "input": self.input}


class Recorder:
    """Calls other tools and keeps every call, in the order in which they were made."""

    def __init__(self, tools: Tools, now: Callable[[], float]) -> None:
        self._tools = tools
        self._now = now
        self.takes: list[Take] = []

    async def call(self, request: ToolCall) -> Any:
        """Call the tool and keep what it gave or raised."""
        take = _take(request)
        self.takes.append(take)
        begun = self._now()
        try:
            take.output = deepcopy(output := await self._tools.call(request))
        except EngineError as error:
            take.error, take.seconds = error, self._now() - begun
            raise
        take.seconds = self._now() - begun
        return output


class Player:
    """Answers calls from a tape; what is not on it is answered by stand-ins, and noted.

    Equal calls are answered in their recorded order. A call whose input differs only in whether
    a scalar is text is the same call: it is the difference that the plan accepts as `typed`.

    Args:
        waits: whether an answer takes as long as it took when it was recorded.
    """

    def __init__(self, takes: Iterable[Take], beyond: Tools, *, waits: bool = True) -> None:
        self._beyond = beyond
        self._waits = waits
        self._exact: dict[bytes, deque[Take]] = {}
        self._loose: dict[bytes, deque[Take]] = {}
        self.takes: list[Take] = []
        self.unrecorded: list[Take] = []
        for take in takes:
            self._exact.setdefault(_key(take, take.input), deque()).append(take)
            self._loose.setdefault(_key(take, as_text(take.input)), deque()).append(take)

    async def call(self, request: ToolCall) -> Any:
        """Answer as the tape says, after as long as it took then."""
        asked = _take(request)
        self.takes.append(asked)
        take = self._found(asked)
        if take is None:
            self.unrecorded.append(asked)
        if take is None or take.seconds is None:
            return await self._beyond.call(request)
        if take.seconds and self._waits:
            await asyncio.sleep(take.seconds)
        if take.error is not None:
            raise take.error
        return deepcopy(take.output)

    def _found(self, asked: Take) -> Take | None:
        exact = self._exact.get(_key(asked, asked.input))
        loose = self._loose.get(_key(asked, as_text(asked.input)))
        take = exact.popleft() if exact else loose[0] if loose else None
        if take is not None and loose:
            loose.remove(take)
        if take is not None and not exact:
            mine = self._exact[_key(take, take.input)]
            if take in mine:
                mine.remove(take)
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
        self.sent.append({"id": signal_id, "payload": deepcopy(payload)})
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


def _take(request: ToolCall) -> Take:
    given = deepcopy(request.input)
    return Take(kind=request.kind, id=request.id, action=request.action, input=given)


def _key(take: Take, given: Any) -> bytes:
    return msgspec.json.encode((take.kind, take.id, take.action, given), order="deterministic")
