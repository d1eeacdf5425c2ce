"""One call of one side, and its answer as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..importing import NoObjectError
from ..node import Node
from .clocks import now_ns, thread_ns
from .encoding import STREAM
from .own import Ground
from .recalled import Recalled
from .settle import SETTLED, UNCHANGING, Settler, Stream
from .wire import NOT_CALLED, NOT_ENCODED, RAISED, RETURNED

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Observer", "Seen", "told"]


class Seen(NamedTuple):
    """What came of one call; times in nanoseconds."""

    state: int
    document: bytes
    wall_ns: int
    cpu_ns: int
    reason: str | None
    is_interrupt: bool


class Observer:
    """Calls a side, and encodes what it gave before anything else runs.

    Args:
        encode: Gives the document of `(word, value, args, kwargs)`.
        keep: Gives an item of a stream as it is now.
        most_read: Items that are read of an iterator.
        called: Runs between the call and the encoding.
    """

    def __init__(
        self,
        encode: Callable[[Any], bytes],
        keep: Callable[[Any], Any],
        most_read: int,
        called: Callable[[], object] | None = None,
    ) -> None:
        self._encode = encode
        self._settler = Settler(keep, most_read)
        self._called = called
        self._ground = Ground()
        self.notes = self._settler.notes
        """What is to be said beside the answers."""

    def observe(self, function: Any, args: Any, kwargs: Any) -> Seen:
        """Call it, make what it gives final, and encode that. Raises nothing."""
        value: Any = None
        error: BaseException | None = None
        ground, failure = self._ground, _FAILURE
        cpu, wall = thread_ns(), now_ns()
        ground.give_back()
        try:
            value = function(*args, **kwargs)
        except failure as raised:
            error = raised
        try:
            ground.regain()
        except failure:  # a trace function that the side set, and that has ended by raising
            ground.regain()
        if error is None and type(value) not in SETTLED:
            try:
                value = self._settler.settled(value)
            except BaseException as raised:  # noqa: BLE001 - an answer as well
                error = raised
            ground.regain()
        wall, cpu = now_ns() - wall, thread_ns() - cpu
        if self._called is not None:
            self._called()
        if type(value) is Recalled or type(error) is NoObjectError:
            seen = self._not_run(error or value, wall, cpu, args, kwargs)
            del value, error  # as below
            return seen
        state, word = RETURNED, "returned"
        if error is not None:
            state, word, value = RAISED, "raised", error
        elif type(value) is Stream and value.raised is not None:
            state, error = RAISED, value.raised
        document, reason = self._encoded(word, value, args, kwargs)
        if reason is not None:
            state = NOT_ENCODED
        interrupted = isinstance(error, KeyboardInterrupt)
        del value, error  # an error holds this frame by its traceback: no cycle is to be left
        return Seen(state, document, wall, cpu, reason, interrupted)

    def _not_run(self, kept: Any, wall: int, cpu: int, args: Any, kwargs: Any) -> Seen:
        """Answer where the side did not run: with what was kept of another call, or with why."""
        if type(kept) is NoObjectError:
            return Seen(NOT_CALLED, b"", wall, cpu, str(kept), False)
        word, value = kept.word, kept.value
        if not word:
            return Seen(NOT_CALLED, b"", wall, cpu, str(value), False)
        if kept.after is not None:
            args, kwargs = kept.after
        document, reason = self._encoded(word, value, args, kwargs)
        ends_badly = type(value) is Node and (value.fields or {}).get("raised") is not None
        is_raised = word == "raised" or (ends_badly and value.type == STREAM)
        state = NOT_ENCODED if reason is not None else RAISED if is_raised else RETURNED
        return Seen(state, document, wall, cpu, reason, False)

    @property
    def is_changed(self) -> bool:
        """Whether a side has changed what the worker's own code needs."""
        return self._ground.is_changed

    def close(self) -> None:
        self._settler.close()

    def _encoded(self, word: str, value: Any, args: Any, kwargs: Any) -> tuple[bytes, str | None]:
        if _UNCHANGING.issuperset(map(type, args)) and (
            not kwargs or _UNCHANGING.issuperset(map(type, kwargs.values()))
        ):
            args = kwargs = None
        try:
            return self._encode((word, value, args, kwargs)), None
        except BaseException as error:  # noqa: BLE001 - told; the encoder lets only few pass
            return b"", told(error)


_UNCHANGING = UNCHANGING
_FAILURE = BaseException
"""Kept here: a side may have replaced the name when its call ends."""


def told(error: BaseException) -> str:
    """Give an error in one line; its message may raise anything."""
    try:
        message = str(error)
    except BaseException as broken:  # noqa: BLE001 - said instead
        message = f"<its message raised {type(broken).__name__}>"
    kind = type(error).__name__
    return f"{kind}: {message[:2000]}" if message else kind
