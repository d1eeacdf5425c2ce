"""The worker: takes inputs, calls the side, encodes what it gave, and sends it, one by one.

Whatever the worker itself needs is held from before the side was loaded. A side may close every
descriptor, replace what it finds, leave threads, signals and copies of the process behind: the
worst is that this process ends, which the parent sees and charges to the call that ran.
"""

from __future__ import annotations

import json
import sys
from _thread import _count as count_threads
from os import _exit, getpid
from pickle import loads
from signal import ITIMER_REAL, getitimer, setitimer
from typing import TYPE_CHECKING, Any, NoReturn

from .board import CALLING, ENCODING, SENDING, Board
from .clocks import now_ns
from .footprint import footprint
from .observe import Observer, told
from .wire import (
    ANSWER,
    BECOME,
    CARRIED,
    END,
    NOT_CALLED,
    NOT_ENCODED,
    QUESTION,
    SOILED,
    STARTED,
    packed,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .bell import Bell
    from .effects import Effects
    from .target import Found

__all__ = ["Server"]


class Server:
    """Serves the calls of one worker, in this process.

    Args:
        board: Shared with the parent.
        bell: To wake the parent, and to be woken.
        find: Gives the callable; runs the side's code.
        encode: Gives the document of a value.
        keep: Gives an item of a stream as it is now.
        carried: The input that a fork brought along, for a call that no pickle can carry.
        become: Gives the callable of another target, by what the parent sent.
        leave: What a polite end runs.
        effects: What the side wrote to, if it is watched.
    """

    def __init__(  # noqa: PLR0913 - each is a part of the worker, by name
        self,
        board: Board,
        bell: Bell,
        *,
        find: Callable[[], Found],
        encode: Callable[[Any], bytes],
        keep: Callable[[Any], Any],
        most_read: int,
        carried: tuple[Any, Any] | None = None,
        become: Callable[[bytes], Found] | None = None,
        leave: Callable[[], object] | None = None,
        effects: Effects | None = None,
    ) -> None:
        self._board, self._bell = board, bell
        self._find = find
        self._carried, self._become, self._leave = carried, become, leave
        self._effects = effects
        self._observer = Observer(encode, keep, most_read, self._called)
        self._pid = getpid()
        self._function: Any = None
        self._more: Callable[[], Any] | None = None
        self._buffer, self._base, self._at = bytearray(), board.inputs.released, 0
        self._frame, self._frame_end = b"", 0
        self._current: int | None = None
        self._notes = self._observer.notes
        self._threads = 0
        self._clean = footprint() if become is not None else None

    def serve(self) -> NoReturn:
        """Answer until the parent says that it is enough. Nothing but that, or death, ends it."""
        self._start(self._find)
        while True:
            try:
                self._persist()
            except BaseException:  # noqa: BLE001, PERF203, S112 - one more, while the last was told
                continue

    def _persist(self) -> NoReturn:
        while True:
            try:
                self._go()
            except BaseException as stray:  # noqa: BLE001, PERF203 - see below
                # Not the call's own: a signal handler, or an exception set from another thread.
                self._stray(stray)

    # --- beginning

    def _start(self, find: Callable[[], Found], serial: int = 0) -> None:
        problem = ""
        try:
            self._function, self._more = find()
        except BaseException as error:  # noqa: BLE001 - told to the parent
            problem = str(error) or type(error).__name__
            self._function = None
        self._own_process()
        self._threads = count_threads()
        if serial and self._effects is not None:
            self._effects.forget()
        extra = json.dumps({"problem": problem[:100_000]}).encode() if problem else b""
        self._queue(packed(serial, STARTED, 0, (0, 0, 0), extra, b""))
        self._push()

    def _is_soiled(self) -> bool:
        """Say whether the earlier side has left what the next one would feel."""
        try:
            return self._observer.is_changed or footprint() != self._clean
        except BaseException:  # noqa: BLE001 - the side has replaced what tells
            return True

    # --- one call after the other

    def _go(self) -> None:
        self._push()
        for serial, kind, body in self._questions():
            if kind == END:
                self._end()
            elif kind == BECOME:
                if self._is_soiled():
                    _exit(SOILED)
                self._start(lambda body=body: self._become(body), serial)  # type: ignore[misc]
            else:
                self._answer(serial, kind, body)

    def _questions(self) -> Iterator[tuple[int, int, Any]]:
        head = QUESTION.size
        while True:
            data, at = self._buffer, self._at
            if len(data) - at < head:
                self._fill(head)
                continue
            serial, kind, size = QUESTION.unpack_from(data, at)
            if len(data) - at - head < size:
                self._fill(head + size)
                continue
            end = at + head + size
            # One statement, as everywhere here: what interrupts comes before it or after it.
            self._at, self._current = end, serial
            yield serial, kind, data[at + head : end]

    def _fill(self, needed: int) -> None:
        """Take what came, until so many bytes are there."""
        inputs, at = self._board.inputs, self._at
        if at:
            self._base, self._buffer, self._at = self._base + at, self._buffer[at:], 0
        while len(self._buffer) < needed:
            self._buffer.extend(inputs.read(self._base + len(self._buffer)))
            inputs.release(self._base + len(self._buffer))
            if len(self._buffer) < needed:
                self._rest()

    def _rest(self) -> None:
        """Wait for the parent."""
        board = self._board
        if not board.inputs.has_some:
            self._flush()
        board.worker_waits = True
        if board.parent_sleeps:
            self._bell.ring()
        if not board.inputs.has_some:
            self._bell.wait()
        board.worker_waits = False

    def _flush(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BaseException:  # noqa: BLE001, PERF203, S112 - the side's own stream, or none
                continue

    def _answer(self, serial: int, kind: int, body: Any) -> None:
        board = self._board
        while not board.begin(serial):
            self._bell.wait()  # about to be killed for the call before this one
        self._current = serial
        begun = now_ns()
        try:
            args, kwargs = self._carried if kind == CARRIED else loads(body)  # type: ignore[misc]  # noqa: S301 - the parent's own
        except BaseException as error:  # noqa: BLE001 - told
            self._say(serial, NOT_CALLED, (0, 0, now_ns() - begun), told(error), b"")
            return
        board.enter(CALLING)
        seen = self._observer.observe(self._function, args, kwargs)
        del args, kwargs
        self._own_process()
        times = seen.wall_ns, seen.cpu_ns, now_ns() - begun
        self._say(serial, seen.state, times, seen.reason, seen.document)

    def _called(self) -> None:
        self._own_process()
        self._board.enter(ENCODING)

    def _own_process(self) -> None:
        """End a copy that the side made of this process: the original answers."""
        if getpid() != self._pid:
            _exit(0)

    def _say(
        self,
        serial: int,
        state: int,
        times: tuple[int, int, int],
        reason: str | None,
        document: bytes,
    ) -> None:
        details = self._details(reason)
        self._board.enter(SENDING)
        self._queue(packed(serial, ANSWER, state, times, details, document))
        self._push()

    def _details(self, reason: str | None) -> bytes:
        """Say what is to be said beside the answer; most often nothing."""
        notes = self._notes
        if getitimer(ITIMER_REAL)[0]:
            setitimer(ITIMER_REAL, 0)
            notes.append("an alarm was left set, and was disarmed")
        threads = count_threads()
        if threads != self._threads:
            if threads > self._threads:
                left = threads - self._threads  # alike for each call, so that it is said once
                notes.append(f"threads were left running: {left} more than before the call")
            self._threads = threads
        wrote = self._effects.fresh() if self._effects is not None and self._effects.news else None
        more = self._more() if self._more is not None else None
        if not (notes or reason or wrote or more):
            return b""
        said: dict[str, Any] = {}
        if reason:
            said["reason"] = reason
        if notes:
            said["notes"] = list(notes)
            notes.clear()
        if wrote:
            said["wrote"] = wrote
        if more:
            said["more"] = more
        return json.dumps(said).encode()

    # --- sending

    def _queue(self, frame: bytes) -> None:
        end = self._board.answers.written + len(frame)
        self._frame_end, self._frame, self._current = end, frame, None

    def _push(self) -> None:
        """Put the frame into the ring; what an interruption left of it, if there was one."""
        answers = self._board.answers
        if not self._frame:
            return
        while True:
            left = self._frame_end - answers.written
            if left <= 0:
                break
            frame = self._frame
            if not answers.put(
                memoryview(frame)[len(frame) - left :] if left < len(frame) else frame
            ):
                self._rest_for_room()
        self._frame = b""
        if self._board.is_wanted(self._board.end()):
            self._bell.ring()

    def _rest_for_room(self) -> None:
        board = self._board
        board.worker_waits = True
        self._bell.ring()
        if board.answers.is_full:
            self._bell.wait()
        board.worker_waits = False

    # --- what comes from outside of a call

    def _stray(self, error: BaseException) -> None:
        self._own_process()
        try:
            reason = f"{told(error)}, raised outside of the call: by a signal or a thread left over"
            self._notes.append(reason)
            if self._current is not None and not self._frame:
                self._say(self._current, NOT_ENCODED, (0, 0, 0), reason, b"")
        except BaseException as again:  # noqa: BLE001 - another one; the loop goes on
            self._notes.append(told(again))

    def _end(self) -> NoReturn:
        try:
            self._flush()
            if self._leave is not None:
                self._leave()
            self._flush()
        finally:
            _exit(0)
