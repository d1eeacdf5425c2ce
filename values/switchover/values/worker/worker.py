"""The parent's handle of one worker: what is asked, what comes back, and what became of it."""

from __future__ import annotations

import json
import os
import pickle
import random
import select
from collections import deque
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .board import IDLE, SENDING
from .clocks import now_ns
from .launch import PATIENCE_S, Launched, launch
from .reply import Reply, ended_how, when
from .settle import MOST_READ
from .wire import (
    BECOME,
    CALL,
    CARRIED,
    END,
    QUESTION,
    SOILED,
    STARTED,
    STATES,
    Answered,
    Frames,
    details,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .target import Call, Target

__all__ = ["LOOK_S", "Worker", "drawn_hash_seed", "pickled", "wait"]

START_S: Final = 300.0
"""Seconds that a side's module may take to be imported."""
STALL_S: Final = 30.0
"""Seconds without any progress between two calls, after which a worker is ended."""
POLITE_S: Final = 1.0
"""Seconds that a side's exit hooks may take."""
LOOK_S: Final = 0.02
"""Seconds after which replies are looked for, whether a worker rings or not."""
MOST_WAITING: Final = 64 << 20
"""Bytes of answers that lie unread in the parent before a worker has to wait."""
_SECOND: Final = 1_000_000_000
_NOTHING: Final[dict[str, Any]] = {}


class _Asked(NamedTuple):
    serial: int
    number: int
    is_again: bool
    frame: bytes


def drawn_hash_seed(environment: Mapping[str, str] | None = None) -> int:
    """Give the seed of text hashes for fresh interpreters: PYTHONHASHSEED, or one that is drawn."""
    given = (os.environ if environment is None else environment).get("PYTHONHASHSEED", "")
    if given.isdigit():
        return int(given)
    return random.SystemRandom().randrange(1, 1 << 32)


class Worker:
    """One side in a process of its own, started again whenever it ends.

    Args:
        target: What it runs.
        timeout_s: For each call with its encoding; None for no limit.
        most_read: Items that are read of an iterator it returns.
        hash_seed: PYTHONHASHSEED of a fresh interpreter; drawn where None.
        raw: The target gives bytes, and they are the document.
        carried: The one input, where no pickle can carry it: `ask` takes no other then.
    """

    def __init__(
        self,
        target: Target,
        *,
        timeout_s: float | None = None,
        most_read: int = MOST_READ,
        hash_seed: int | None = None,
        raw: bool = False,
        carried: tuple[Any, Any] | None = None,
    ) -> None:
        self.target = target
        self.ready: deque[Reply] = deque()
        """Replies in the order of the questions."""
        self.again: deque[Reply] = deque()
        """Replies to what was asked once more."""
        self.problem: str | None = None
        """Why the target cannot be called at all."""
        self.is_started = False
        self.restarts = 0
        self.left = 0
        """Processes that it had left behind and that were ended."""
        self.wrote: set[str] = set()
        """Files and databases that it opened for writing, as far as the interpreter tells."""
        self.printed = ""
        """What it printed: its beginning and its end; complete after `close`."""
        self.has_failed = self.has_left = False
        """A call of it died or ran out of time; a call of it left something running."""
        self.hash_seed = None if target.function is not None or carried else hash_seed
        self._most_read, self._raw, self._carried = most_read, raw, carried
        self._limit_ns = None if timeout_s is None else int(timeout_s * _SECOND)
        self._launched: Launched | None = None
        self._serial = 0
        self._asked: deque[_Asked] = deque()
        self._unsent: deque[bytes] = deque()
        self._frames = Frames()
        self._received = 0
        self._waiting = 0
        self._killed_for: str | None = None
        self._killed_ns = 0
        self._is_alive = self._told = self._has_become = False
        self._fruitless = 0
        self._moved_ns = 0

    # --- beginning and end

    def start(self) -> None:
        """Start it, without waiting for it."""
        self._has_become = False
        environment = dict(os.environ)
        if self.target.is_importable and self._carried is None:
            if self.hash_seed is None:
                self.hash_seed = drawn_hash_seed()
            environment["PYTHONHASHSEED"] = str(self.hash_seed)
        try:
            self._launched = launch(
                self.target,
                most_read=self._most_read,
                raw=self._raw,
                environment=environment,
                carried=self._carried,
            )
        except OSError as error:
            self._say_problem(f"{self.target.name}: no worker could be started: {error}")
            return
        self._begin()

    def _begin(self) -> None:
        assert self._launched is not None
        self._launched.board.reset()
        self._frames = Frames()
        self._received = 0
        self.is_started, self._is_alive, self._killed_for = False, True, None
        self._unsent = deque(asked.frame for asked in self._asked)
        self._moved_ns = now_ns()
        self._launched.command(b"S")

    def anew(self) -> None:
        """Go on in a process that has loaded nothing of the side yet, and called nothing.

        It is another fork of the same supervisor: the interpreter need not start again.
        """
        if self._launched is not None:
            self._end_politely()
        if self._launched is None or self._is_alive or self._has_become:
            self._start_anew()
        else:
            self._begin()

    def close(self) -> None:
        """End it: politely where nothing runs, so that exit hooks of the side run; else at once."""
        launched = self._launched
        if launched is None:
            return
        self._end_politely()
        self.fetch_printed()
        launched.close()
        self._launched = None

    def _end_politely(self) -> None:
        """Let its process end, if it is there and has nothing to do."""
        if self._is_alive and self.is_started and not self._asked:
            self._unsent.append(QUESTION.pack(0, END, 0))
            self.flush()
            self._wait_for_end()

    def _wait_for_end(self) -> None:
        until = now_ns() + int(POLITE_S * _SECOND)
        while self._is_alive and now_ns() < until:
            _poll(self.fds()[:1], (until - now_ns()) / _SECOND)
            if not self.hear(ending=True):
                return

    def fetch_printed(self) -> None:
        """Fetch what was printed since it was fetched last."""
        launched, self._told = self._launched, False
        if launched is None:
            return
        launched.command(b"O")
        until = now_ns() + int(POLITE_S * _SECOND)
        while now_ns() < until and not self._told:
            _poll((launched.fds[0],), (until - now_ns()) / _SECOND)
            if not self.hear(ending=not self._is_alive):
                break

    # --- asking

    @property
    def asked(self) -> int:
        """How many questions have no reply yet."""
        return len(self._asked)

    def ask(self, number: int, body: bytes, *, again: bool = False) -> None:
        """Ask for one call; `flush` sends it.

        Args:
            number: Number of the input.
            body: Pickle of `(args, kwargs)`; empty for a carried input.
            again: The reply goes to `again`.
        """
        self._serial += 1
        kind = CALL if self._carried is None else CARRIED
        frame = QUESTION.pack(self._serial, kind, len(body)) + body
        self._asked.append(_Asked(self._serial, number, again, frame))
        if self.problem is not None:
            self._refuse()
        else:
            self._unsent.append(frame)

    @property
    def is_idle(self) -> bool:
        """Whether it has nothing to answer, and nothing has happened to it."""
        return (
            self._is_alive
            and self.is_started
            and self.problem is None
            and not (self._asked or self.has_failed or self.has_left or self.restarts)
        )

    def answer(self, call: Call, *, number: int = 0) -> Reply:
        """Ask for one call and wait for its reply; nothing else may be asked meanwhile.

        Raises:
            Whatever pickling its arguments raises.
        """
        body = b"" if self._carried is not None else pickled(call)
        if self._launched is None:
            self.start()
        self.ask(number, body)
        while not self.ready:
            self.pump()
            if not self.ready:
                wait((self,), LOOK_S)
        return self.pop()

    def abandon(self) -> None:
        """Give up what has no reply yet; the worker, which may be at it, is ended."""
        self.ready.clear()
        self.again.clear()
        self._waiting = 0
        if not self._asked:
            return
        self.has_failed = True
        self._asked.clear()
        self._unsent.clear()
        if self._launched is not None:
            self._killed_for, self._killed_ns = "it was given up", now_ns()
            self._launched.command(b"K")

    def become(self, target: Target, timeout_s: float | None, most_read: int) -> bool:
        """Give an idle worker another target for its interpreter; False if it cannot."""
        if most_read != self._most_read:
            return False
        self._serial += 1
        self._limit_ns = None if timeout_s is None else int(timeout_s * _SECOND)
        self.target, self.is_started, self._has_become = target, False, True
        self.wrote, self.printed, self.left = set(), "", 0
        body = json.dumps({"target": target.name}).encode()
        self._unsent.append(QUESTION.pack(self._serial, BECOME, len(body)) + body)
        self._moved_ns = now_ns()
        self.flush()
        return True

    def flush(self) -> None:
        """Send what there is room for."""
        launched = self._launched
        if launched is None or not self._unsent or not self._is_alive:
            return
        inputs, unsent = launched.board.inputs, self._unsent
        while unsent:
            frame = unsent[0] if len(unsent) == 1 else b"".join(unsent)
            unsent.clear()
            taken = inputs.put(frame)
            self._moved_ns = now_ns() if taken else self._moved_ns
            if taken < len(frame):
                unsent.append(frame[taken:])
                break
        if launched.board.worker_waits:
            launched.ring()

    # --- receiving

    def pump(self) -> None:
        """Take the answers that are there, and look after the worker; never waits."""
        if self._launched is None:
            return
        self._receive()
        self.flush()
        self._watch()

    def _receive(self, *, all_of_it: bool = False) -> None:
        launched = self._launched
        if launched is None or (not all_of_it and self._holds_back()):
            return
        board = launched.board
        piece = board.answers.take()
        if not piece:
            return
        self._moved_ns = now_ns()
        for answered in self._frames.add(piece):
            self._take(answered)
        if board.worker_waits:
            launched.ring()

    def _take(self, answered: Answered) -> None:
        self._received += 1
        self._fruitless = 0
        serial, kind, state, wall, cpu, spent, extra, document = answered
        said = details(extra) if extra else _NOTHING
        if kind == STARTED:
            self.is_started = True
            self._say_problem(said.get("problem"))
            return
        if not self._asked or self._asked[0].serial != serial:
            return
        asked = self._asked.popleft()
        word, reason, notes, more = STATES[state], None, (), None
        if said:
            reason, notes = said.get("reason"), tuple(said.get("notes", ()))
            more = said.get("more")
            self.has_left = self.has_left or bool(notes)
            self.wrote.update(said.get("wrote", ()))
        if self._limit_ns is not None and spent > self._limit_ns:
            word, document = "timed_out", b""
            reason = f"it took {spent / _SECOND:.3g} s, with its encoding"
        times = wall / _SECOND, cpu / _SECOND
        self._reply(asked, Reply(asked.number, word, document, *times, reason, notes, more))

    def _reply(self, asked: _Asked, reply: Reply) -> None:
        if asked.is_again:
            self.again.append(reply)
        else:
            self.ready.append(reply)
            self._waiting += len(reply.document)

    def pop(self) -> Reply:
        """Take the first of the replies that are ready."""
        reply = self.ready.popleft()
        self._waiting -= len(reply.document)
        return reply

    def _say_problem(self, problem: str | None) -> None:
        self.problem = problem
        if problem is not None:
            self._refuse()

    def _refuse(self) -> None:
        """Answer all that is asked with the problem."""
        self._unsent.clear()
        while self._asked:
            asked = self._asked.popleft()
            self._reply(asked, Reply(asked.number, "not_called", reason=self.problem))

    # --- looking after it

    def _watch(self) -> None:
        launched = self._launched
        if launched is None or not self._is_alive:
            return
        now = now_ns()
        if self._killed_for is not None:
            if now - self._killed_ns > PATIENCE_S * _SECOND:
                launched.kill()
            return
        serial, since, phase = launched.board.running()
        if serial and phase != SENDING:
            self._moved_ns = now
            if self._limit_ns is not None and now - since > self._limit_ns:
                self._kill(serial, f"it took longer than {self._limit_ns / _SECOND:.3g} s")
        elif self.is_started and self._asked and not self._holds_back():
            if now - self._moved_ns > STALL_S * _SECOND:
                self._kill(0, f"its worker did nothing for {STALL_S:.0f} s")
        elif not self.is_started and now - self._moved_ns > START_S * _SECOND:
            self._kill(0, f"its import took longer than {START_S:.0f} s")

    def _holds_back(self) -> bool:
        """Say whether its answers are left with it, until the caller has taken some."""
        is_full = self._waiting > MOST_WAITING and len(self.ready) > 1
        return is_full and not any(asked.is_again for asked in self._asked)

    def _kill(self, serial: int, reason: str) -> None:
        assert self._launched is not None
        if serial and not self._launched.board.doom(serial):
            return  # it has answered in the meantime
        self._killed_for, self._killed_ns = reason, now_ns()
        self._launched.command(b"K")

    def hear(self, *, ending: bool = False) -> bool:
        """Listen to the supervisor, when its descriptor is readable; False once it is gone.

        Args:
            ending: The worker is to end: its end is charged to no call, and it is not replaced.
        """
        launched = self._launched
        if launched is None:
            return False
        launched.hush()
        lines, is_there = launched.heard()
        for line in lines:
            if "printed" in line:
                self.printed += line["printed"]
                self._told = True
            elif "started" in line:
                launched.watch(line["started"])
            elif "ended" in line:
                launched.unwatch()
                self.left += line["left"]
                self._ended(line["ended"], ending=ending)
        if not is_there and not ending:
            self._lost()
        return is_there

    def _ended(self, status: int, *, ending: bool) -> None:
        """Charge the end to the call that ran, and start the worker again."""
        assert self._launched is not None
        self._is_alive = False
        self._receive(all_of_it=True)
        if ending:
            return
        if self._has_become and os.WIFEXITED(status) and os.WEXITSTATUS(status) == SOILED:
            self._start_anew()
            return
        self._charge(lambda phase: ended_how(status, phase))
        if self.problem is None:
            self.restarts += 1
            if self._has_become:  # its supervisor knows the earlier target alone
                self._start_anew()
            else:
                self._begin()

    def _start_anew(self) -> None:
        if self._launched is not None:
            self._launched.close()
            self._launched = None
        self.start()

    def _charge(self, how: Any) -> None:
        assert self._launched is not None
        serial, phase = self._launched.board.last()
        killed, self._killed_for = self._killed_for, None
        first = self._asked[0] if self._asked else None
        if first is not None and phase != IDLE and first.serial == serial:
            state = "died" if killed is None else "timed_out"
            self._blame(state, f"{killed}, {when(phase)}" if killed else how(phase))
            return
        self._fruitless += 1
        if not self.is_started and self._fruitless > 1:
            words = self._launched.last_words()
            self._say_problem(
                f"{self.target.name}: {killed or how(IDLE)}, before it could be called"
                + (f": {words}" if words else "")
            )
        elif first is not None and self._fruitless > 2:
            self._blame("died", f"{killed or how(IDLE)}, three times before it could be called")

    def _blame(self, state: str, reason: str) -> None:
        asked = self._asked.popleft()
        self.has_failed = True
        assert self._launched is not None
        begun = self._launched.board.since_ns
        self._reply(
            asked, Reply(asked.number, state, wall_s=(now_ns() - begun) / _SECOND, reason=reason)
        )

    def _lost(self) -> None:
        """Its supervisor is gone: the side killed it, or the system did."""
        launched = self._launched
        assert launched is not None
        if self._is_alive:
            self._is_alive = False
            self._receive(all_of_it=True)
            words = launched.last_words()
            self._charge(
                lambda phase: (
                    f"the process over it was ended {when(phase)}" + (f": {words}" if words else "")
                )
            )
        launched.kill()
        launched.close()
        self._launched = None
        if self.problem is None:
            self.restarts += 1
            self._start_anew()

    # --- waiting

    def fds(self) -> tuple[int, ...]:
        return self._launched.fds if self._launched is not None else ()

    def sleep_until(self, replies: int) -> bool:
        """Ask to be woken after so many more replies; False if some are there already."""
        if self._launched is None:
            return False
        board = self._launched.board
        board.sleep_until(self._received + replies if replies else 0)
        return not (replies and board.answers.has_some) or self._holds_back()

    def next_limit_s(self) -> float | None:
        """Say in how many seconds the running call will be over its limit; None for never."""
        if self._launched is None or self._limit_ns is None:
            return None
        serial, since, _ = self._launched.board.running()
        return max(0.0, (since + self._limit_ns - now_ns()) / _SECOND) if serial else None


def wait(workers: Iterable[Worker], seconds: float, *, replies: int = 1) -> None:
    """Wait until a worker has so many replies more, one has ended, or the time is up."""
    workers = list(workers)
    try:
        if all([worker.sleep_until(replies) for worker in workers]):  # noqa: C419 - ask all of them
            limits = [limit for worker in workers if (limit := worker.next_limit_s()) is not None]
            seconds = min([seconds, *(limit + 0.001 for limit in limits)])
            ready = _poll([fd for worker in workers for fd in worker.fds()], seconds)
            for worker in workers:
                if ready.intersection(worker.fds()):
                    worker.hear()
    finally:
        for worker in workers:
            worker.sleep_until(0)


def pickled(call: Call) -> bytes:
    """Give the pickle that a worker reads; what is shared within the arguments stays shared."""
    return pickle.dumps((tuple(call.args), dict(call.kwargs)), 5)


def _poll(fds: Iterable[int], seconds: float) -> set[int]:
    poll = select.poll()
    for fd in fds:
        poll.register(fd, select.POLLIN)
    return {fd for fd, _ in poll.poll(max(0.0, seconds) * 1e3)}
