"""One call of one side, and its answer as a document."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from .clocks import now_ns, thread_ns
from .own import Builtins
from .settle import SETTLED, UNCHANGING, Settler, Stream
from .wire import NOT_ENCODED, RAISED, RETURNED

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
    error: BaseException | None


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
        self._builtins = Builtins()
        self._depth = sys.getrecursionlimit()
        self.notes = self._settler.notes
        """What is to be said beside the answers."""

    def observe(self, function: Any, args: Any, kwargs: Any) -> Seen:
        """Call it, make what it gives final, and encode that. Raises nothing."""
        error: BaseException | None = None
        cpu, wall = thread_ns(), now_ns()
        try:
            value = function(*args, **kwargs)
            if type(value) not in SETTLED:
                value = self._settler.settled(value)
            state = RETURNED
        except BaseException as raised:  # noqa: BLE001 - what a side raises is its answer
            state, value, error = RAISED, raised, raised
        wall, cpu = now_ns() - wall, thread_ns() - cpu
        if self._called is not None:
            self._called()
        word = "returned" if error is None else "raised"
        if type(value) is Stream and value.raised is not None:
            state, error = RAISED, value.raised
        document, reason = self._document(word, value, args, kwargs)
        if reason is not None:
            state = NOT_ENCODED
        return Seen(state, document, wall, cpu, reason, error)

    def close(self) -> None:
        self._settler.close()

    def _document(self, word: str, value: Any, args: Any, kwargs: Any) -> tuple[bytes, str | None]:
        """Encode an answer, with built-ins and a depth that no side has changed."""
        theirs = sys.getrecursionlimit()
        if theirs == self._depth and not self._builtins.are_replaced():
            return self._encoded(word, value, args, kwargs)
        with self._builtins.own():
            sys.setrecursionlimit(self._depth)
            try:
                return self._encoded(word, value, args, kwargs)
            finally:
                sys.setrecursionlimit(theirs)

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


def told(error: BaseException) -> str:
    """Give an error in one line; its message may raise anything."""
    try:
        message = str(error)
    except BaseException as broken:  # noqa: BLE001 - said instead
        message = f"<its message raised {type(broken).__name__}>"
    kind = type(error).__name__
    return f"{kind}: {message[:2000]}" if message else kind
