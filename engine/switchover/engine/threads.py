"""Threads that never keep a process alive: what hangs in one is given up, not waited for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, Final, ParamSpec, TypeVar

__all__ = ["MOST", "Threads", "ThreadsTakenError"]

P = ParamSpec("P")
T = TypeVar("T")

MOST: Final = 1000
"""Threads that may live at once. Each costs its stack, of which the machine gives what is used
(about 50 KB for a call that hangs); far above what 100 children of a few containers need."""
IDLE_S: Final = 5.0  # how long a thread waits for its next call before it ends

Job = tuple["Future[Any]", Callable[[], Any]]


class ThreadsTakenError(RuntimeError):
    """No thread is free, and there may be no more."""


class Threads(ThreadPoolExecutor):
    """An executor of daemon threads, which begins every call at once or refuses it.

    The standard one queues calls behind those that hang, and joins its threads when the loop and
    the interpreter end, so that one call that never returns keeps the process for ever. It is its
    base class only because an event loop takes no other as its default.

    Args:
        most: how many threads may live at once.
    """

    def __init__(self, *, most: int = MOST, name: str = "switchover-call") -> None:
        super().__init__(max_workers=most, thread_name_prefix=name)
        self.most = most
        self._name = name
        self._guard = Lock()
        self._free: list[SimpleQueue[Job | None]] = []
        self._living = 0
        self._is_closed = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Begin a call.

        Raises:
            ThreadsTakenError: every thread there may be is at work.
        """
        future: Future[T] = Future()
        self._inbox().put((future, partial(fn, *args, **kwargs)))
        return future

    def shutdown(
        self,
        wait: bool = True,  # noqa: ARG002 - the base's parameter
        *,
        cancel_futures: bool = False,  # noqa: ARG002 - nothing is ever queued
    ) -> None:
        """Take no more calls and let idle threads end; those at work are not waited for."""
        with self._guard:
            self._is_closed = True
            idle, self._free = self._free, []
        for inbox in idle:
            inbox.put(None)

    def _inbox(self) -> SimpleQueue[Job | None]:
        """Return where an idle thread, or a new one, waits for its call."""
        with self._guard:
            if self._is_closed:
                raise RuntimeError("these threads take no more calls")
            if self._free:
                return self._free.pop()
            if self._living >= self.most:
                raise ThreadsTakenError(f"all of {self.most} threads are at work")
            self._living += 1
        inbox: SimpleQueue[Job | None] = SimpleQueue()
        try:
            Thread(target=self._work, args=(inbox,), name=self._name, daemon=True).start()
        except RuntimeError as error:
            with self._guard:
                self._living -= 1
            raise ThreadsTakenError(str(error)) from error
        return inbox

    def _work(self, inbox: SimpleQueue[Job | None]) -> None:
        try:
            while (job := self._next(inbox)) is not None:
                _do(*job)
                del job  # or its result would live as long as the thread is idle
                with self._guard:
                    if self._is_closed:
                        return
                    self._free.append(inbox)
        finally:
            with self._guard:
                self._living -= 1

    def _next(self, inbox: SimpleQueue[Job | None]) -> Job | None:
        try:
            return inbox.get(timeout=IDLE_S)
        except Empty:
            with self._guard:
                if inbox in self._free:
                    self._free.remove(inbox)
                    return None
            return inbox.get()  # it was chosen in this moment


def _do(future: Future[Any], call: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except StopIteration as error:
        # no future and no coroutine can carry one: whoever waits would wait for ever
        text = f"the call raised StopIteration: {error.value!r}"
        future.set_exception(RuntimeError(text))
    except BaseException as error:  # noqa: BLE001 - whoever waits for the call is told
        future.set_exception(error)
    else:
        future.set_result(result)
