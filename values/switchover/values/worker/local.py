"""Both sides in this process: for debuggers, for small tests, and where there is no fork."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any

from ..importing import ResolveError
from .clocks import now_ns
from .encoding import encoder, keeper
from .observe import Observer
from .reply import Reply
from .settle import MOST_READ
from .target import Call, Target
from .wire import STATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Local"]


class Local:
    """Both sides of a pair, run in this process one after the other; the face of a `WorkerPair`.

    What a worker keeps apart is not kept apart here: a side can end the process, change what the
    other one sees (environment, folder, module state), and print where it likes; threads and tasks
    of it run on. A call that never ends is never ended: one that took longer than `timeout_s` is
    told as timed out when it ends. Ctrl-C ends the run.

    Args:
        control: The old path.
        candidate: The new path.
        timeout_s: For each call with the encoding of its answer; None for no limit.
        most_read: Items that are read of an iterator that a side returns.
    """

    def __init__(
        self,
        control: Target,
        candidate: Target,
        *,
        timeout_s: float | None = 30.0,
        most_read: int = MOST_READ,
    ) -> None:
        self._targets = control, candidate
        self._sides: list[Any] = [None, None]
        self._limit_s = timeout_s
        self._observers = [Observer(encoder(), keeper(), most_read) for _ in range(2)]
        self.warnings: list[str] = []
        self.hash_seed: int | None = None

    def __enter__(self) -> Local:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for observer in self._observers:
            observer.close()

    def check(self) -> tuple[str, ...]:
        """Load both sides here, and say what is wrong with them."""
        problems: list[str] = []
        for at, target in enumerate(self._targets):
            if self._sides[at] is not None:
                continue
            try:
                self._sides[at] = target.find()
            except ResolveError as error:
                problems.append(str(error))
        return tuple(dict.fromkeys(problems))

    def replies(self, inputs: Iterable[Any]) -> Iterator[tuple[int, Call, Reply, Reply]]:
        """Call both sides with each input, once each, and give the replies in order."""
        problems = self.check()
        for number, given in enumerate(inputs):
            call = Call(*given)
            if problems:
                refused = Reply(number, "not_called", reason="; ".join(problems))
                yield number, call, refused, refused
                continue
            yield number, call, self._reply(0, number, call), self._reply(1, number, call)

    def again(self, number: int, call: Call) -> Reply:
        """Let the control answer an input once more, on a fresh copy of it."""
        self.check()
        return self._reply(0, number, call)

    def _reply(self, side: int, number: int, call: Call) -> Reply:
        try:
            args, kwargs = _copied((tuple(call.args), dict(call.kwargs)))
        except Exception as error:  # noqa: BLE001 - told
            reason = f"it cannot be copied: {type(error).__name__}: {error}"
            return Reply(number, "not_called", reason=reason)
        observer = self._observers[side]
        begun = now_ns()
        function, told = self._sides[side]
        seen = observer.observe(function, args, kwargs)
        if seen.is_interrupt:
            raise KeyboardInterrupt
        spent = (now_ns() - begun) / 1e9
        notes = tuple(observer.notes)
        observer.notes.clear()
        if self._limit_s is not None and spent > self._limit_s:
            reason = f"it took {spent:.3g} s, with its encoding"
            return Reply(number, "timed_out", b"", spent, seen.cpu_ns / 1e9, reason, notes)
        return Reply(
            number,
            STATES[seen.state],
            seen.document,
            seen.wall_ns / 1e9,
            seen.cpu_ns / 1e9,
            seen.reason,
            notes,
            told() if told is not None else None,
        )


def _copied(whole: Any) -> Any:
    try:
        return pickle.loads(pickle.dumps(whole, 5))  # noqa: S301 - written here
    except Exception:  # noqa: BLE001 - copy says it better
        return copy.deepcopy(whole)
