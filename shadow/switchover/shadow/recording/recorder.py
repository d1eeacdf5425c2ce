"""What happens around a recorded call. Nothing here may change the program that is recorded."""

from __future__ import annotations

import json
import os
import pickle
import sys
from _thread import RLock, get_ident
from contextlib import suppress
from random import Random
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from switchover.values import Node, encode, encode_input
from switchover.values.worker import MOST_READ, STREAM, UNCHANGING, keeper

from .parts import Part
from .secrets import Secrets
from .settings import BEGUN, PARTS
from .tally import CallTally, Count
from .unmade import unmade

if TYPE_CHECKING:
    from types import FrameType
    from typing import Callable

    from .settings import RecordingSettings

__all__ = ["Recorder", "Tap"]

MOST_DOCUMENT = 8 << 20
"""Bytes of a document; a call with a larger one is counted and not kept."""


class Recorder:
    """Records into the part of this process.

    Raises:
        OSError: The recording is over, or its folder cannot be written.
    """

    def __init__(self, folder: str, settings: RecordingSettings) -> None:
        self.settings = settings
        self._folder = os.path.join(folder, PARTS)  # noqa: PTH118 - light imports
        with open(os.path.join(self._folder, BEGUN), "ab"):  # noqa: PTH118, PTH123 - as above
            pass
        key = bytes.fromhex(settings.key)
        self.secrets = Secrets(key, settings.secrets, settings.paths)
        self.is_on = True
        self._taps: list[Tap] = []
        self.undo: list[Callable[[], object]] = []
        """What makes each recorded callable what it was."""
        self.inside: set[int] = set()
        """Threads that are in the recorder itself: what it calls is never recorded."""
        self._deepen()
        self._begin()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        """Begin a part of this process; a fork begins one of its own."""
        self.lock = RLock()
        self.inside.clear()
        self.part = Part(self._folder, self.settings.most_bytes)
        self.tally = CallTally(self.part.path)
        self.random = Random(os.urandom(16))
        self.written = self._sites = 0
        for tap in self._taps:
            tap.begin_part()

    def _deepen(self) -> None:
        """Let calls go as deep as before: a recorded one takes two frames."""
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(2 * before)

        def again() -> None:
            if sys.getrecursionlimit() == 2 * before:  # the program may have set its own
                with suppress(RecursionError):
                    sys.setrecursionlimit(before)

        self.undo.append(again)

    def tap(self, target: str, parameters: tuple[str, ...] = (), owner: type | None = None) -> Tap:
        """Give what one callable is recorded by."""
        thread = get_ident()
        self.inside.add(thread)
        try:
            made = Tap(self, target, self.secrets.of_parameters(parameters), owner)
        finally:
            self.inside.discard(thread)
        self._taps.append(made)
        return made

    def next_site(self) -> int:
        """Count a place that calls; a module that is loaded again has places of its own."""
        self._sites += 1
        return self._sites

    def close(self) -> None:
        """Write what is left to be said, and make every recorded function what it was."""
        self.flush()
        self.is_on = False
        for undo in self.undo:
            undo()
        self.undo.clear()

    def stop(self, why: str) -> None:
        """Record no more."""
        if not self.is_on:
            return
        self.is_on = False
        self.part.stop(why)

    def flush(self) -> None:
        """Write how many calls were seen: all that a stack at its end left to be written."""
        thread = get_ident()
        self.inside.add(thread)
        try:
            for tap in self._taps:
                tap.flush()
        finally:
            self.inside.discard(thread)


class _Site:
    """One place that calls."""

    __slots__ = ("below", "line", "lost", "number", "said", "seen", "told")

    def __init__(self, frame: FrameType, number: int) -> None:
        self.line = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        self.number = number
        self.seen = self.lost = self.below = self.said = 0
        """`said` is what was seen when all of these were last written; -1 where some is not."""
        self.told = False
        """Whether the part has a frame that says where it is."""


class _Call:
    """A call that is being recorded."""

    __slots__ = (
        "begun",
        "cancels",
        "given",
        "has_more",
        "items",
        "left",
        "part",
        "pickled",
        "site",
        "slot",
    )

    def __init__(self, part: Part, site: _Site, slot: int, left: tuple[Any, Any]) -> None:
        self.part, self.site, self.slot = part, site, slot
        self.left = left
        """The arguments that it may change, by position and by name; None where it cannot."""
        self.given, self.begun, self.cancels = b"", 0, 0
        self.has_more = False
        self.items: list[Any] | None = None
        self.pickled = b""

    def changed(self) -> tuple[Any, Any]:
        """Give the arguments as the call left them; None where they are those that it was given,
        and of these more is kept than an answer has.
        """
        is_same = self.has_more and encode(self.left, aliases=True) == self.given
        return (None, None) if is_same else self.left


class Tap:
    """Records the calls of one callable.

    Args:
        recorder: Of this process.
        target: Import string of the callable.
        positions: Of its secret parameters.
        owner: Of a class method, the class that is named: it is no argument of its caller's.
    """

    between: Any = None
    """Code of our own that may stand between a recorded function and who calls it."""

    def __init__(
        self,
        recorder: Recorder,
        target: str,
        positions: frozenset[int],
        owner: type | None = None,
    ) -> None:
        self.target = target
        self.original: Any = None
        """What does the work."""
        self.is_awaited = False
        """Whether it runs in a task, which others may cancel."""
        self.recorder = recorder
        self._positions, self._owner = positions, owner
        self._name = json.dumps(target)
        self.begin_part()

    def begin_part(self) -> None:
        """Forget what another process knows."""
        self._sites: dict[Any, _Site] = {}
        self._known: dict[tuple[int, int], int] = {}

    def begin(self, args: Any, kwargs: Any) -> _Call | None:
        """Take the arguments as they are; None where this call is not kept. Raises nothing."""
        recorder, thread = self.recorder, get_ident()
        if not recorder.is_on or thread in recorder.inside:
            return None
        recorder.inside.add(thread)
        try:
            frame = sys._getframe(2)  # noqa: SLF001 - the caller of the recorded function
            if frame.f_code is self.between and frame.f_back is not None:
                frame = frame.f_back
            return self._taken(self._site(frame), args, kwargs)
        except OSError:
            recorder.stop("full")
        except Exception:  # noqa: BLE001, S110 - the program goes on
            pass
        finally:
            recorder.inside.discard(thread)
        return None

    def _site(self, frame: FrameType) -> _Site:
        key = frame.f_code, frame.f_lasti
        site = self._sites.get(key)
        if site is None:
            site = self._sites[key] = _Site(frame, self.recorder.next_site())
        return site

    def _taken(self, site: _Site, args: Any, kwargs: Any) -> _Call | None:
        """Take the arguments of a call of a place; None where it is not kept.

        Raises:
            OSError: The disk is full.
        """
        recorder, owner = self.recorder, self._owner
        is_below = owner is not None and bool(args) and args[0] is not owner
        with recorder.lock:
            nth, most = site.seen - site.below, recorder.settings.per_site
            site.seen += 1
            site.below += is_below
        slot = nth if nth < most else recorder.random.randrange(nth + 1)
        if is_below or slot >= most:
            if is_below:
                site.said = -1
            self._count(site)
            return None
        if owner is not None:
            args = args[1:]
        why = call = None
        try:
            is_plain = _is_plain(args, kwargs)
            if not (is_plain or recorder.settings.pickles):
                why = unmade((*args, *kwargs.values()))
            if why is None:
                left = (None, None) if is_plain else (args, kwargs)
                call = _Call(recorder.part, site, slot, left)
                call.given, call.has_more = (
                    (encode((args, kwargs)), False) if is_plain else encode_input((args, kwargs))
                )
                if recorder.settings.pickles:
                    call.pickled = _pickled(args, kwargs)
                if self.is_awaited:
                    call.cancels = _cancels()
                call.begun = perf_counter_ns()
        except Exception:  # noqa: BLE001 - the stack or the memory is at its end
            self._lose(site)
            return None
        if why is not None:
            self._leave(site, slot, f"hold {why}, which nothing can make again")
        return call

    def returned(self, call: _Call | None, value: Any) -> None:
        """Keep a value."""
        if call is not None:
            self._ended(call, "returned", value)

    def raised(self, call: _Call | None, error: BaseException) -> None:
        """Keep an error; what ended the call from outside is no answer of its own."""
        if call is not None:
            word = "cut" if _is_from_outside(error) else "raised"
            self._ended(call, word, error if word == "raised" else None)

    def yielded(self, call: _Call | None, item: Any) -> None:
        """Keep an item of a generator, as it is now."""
        if call is None:
            return
        thread = get_ident()
        self.recorder.inside.add(thread)
        try:
            if call.items is None:
                call.items = []
            if len(call.items) <= MOST_READ:
                call.items.append(item if type(item) in UNCHANGING else _kept(item))
        except Exception:  # noqa: BLE001 - the program goes on
            call.items = [Node("switchover.Lost", opaque="it could not be kept")]
        finally:
            self.recorder.inside.discard(thread)

    def ended(self, call: _Call | None, value: Any) -> None:
        """Keep what a generator gave, and returned."""
        if call is not None:
            self._stream(call, value, None)

    def broken(self, call: _Call | None, error: BaseException) -> None:
        """Keep what a generator gave, and raised: a stream as well where it gave nothing."""
        if call is not None:
            if _is_from_outside(error):
                self._ended(call, "cut", None)
            else:
                self._stream(call, None, error)

    @staticmethod
    def first(items: Any) -> Any:
        """Ask an async generator for its first item; its loop is not told of it.

        The loop knows the recorded one and closes that, which closes this one.
        """
        hooks = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(None, None)
        try:
            return items.__anext__()
        finally:
            sys.set_asyncgen_hooks(*hooks)

    def cut(self, call: _Call | None) -> None:
        """Keep the arguments of a generator that was not read to its end, or was sent values."""
        if call is not None:
            self._ended(call, "cut", None)

    def _stream(self, call: _Call, value: Any, error: BaseException | None) -> None:
        items = call.items or []
        has_more = len(items) > MOST_READ  # then a side is read no further, to no end of its own
        fields = {
            "items": items[:MOST_READ],
            "returned": None if has_more else value,
            "raised": None if has_more else error,
            "has_more": has_more,
        }
        self._ended(call, "returned", Node(STREAM, fields))

    def _ended(self, call: _Call, word: str, value: Any) -> None:
        recorder, thread = self.recorder, get_ident()
        if call.part is not recorder.part:  # begun before a fork: it is its parent's
            return
        recorder.inside.add(thread)
        try:
            nanoseconds = perf_counter_ns() - call.begun
            if self.is_awaited and _cancels() > call.cancels:
                word, value = "cut", None
            answer = encode((word, value, *call.changed()))
            given, answer = recorder.secrets.hide(call.given, answer, self._positions)
            with recorder.lock:
                if recorder.is_on:
                    self._write(call, given, answer, nanoseconds)
        except OSError:
            recorder.stop("full")
        except Exception:  # noqa: BLE001 - the stack or the memory is at its end; the program goes on
            self._lose(call.site)
        finally:
            recorder.inside.discard(thread)

    def _write(self, call: _Call, given: bytes, answer: bytes, nanoseconds: int) -> None:
        recorder, site = self.recorder, call.site
        if len(given) + len(answer) + len(call.pickled) > MOST_DOCUMENT:
            self._leave(site, call.slot, "were larger than 8 MiB")
            return
        digest = (
            hash(given),
            hash(answer),
        )  # 128 bits; a cryptographic hash takes five times as long
        known = self._known.get(digest)
        slot = f',"j":{call.slot}'
        if known is not None:
            self._append(site, f'{slot},"same":{known}')
        else:
            number, recorder.written = recorder.written, recorder.written + 1
            bodies = given, answer, call.pickled
            self._append(site, f'{slot},"r":{number},"ns":{nanoseconds}', *bodies)
            self._known[digest] = number
        if recorder.part.is_full:
            recorder.stop("most-bytes")

    def flush(self) -> None:
        """Write how often each place has called."""
        for site in list(self._sites.values()):
            if site.said != site.seen:
                self._count(site)

    def _leave(self, site: _Site, slot: int, why: str) -> None:
        """Say why a call is left out; it keeps its slot, so all are drawn alike."""
        with self.recorder.lock:
            self._append(site, f',"j":{slot},"left":{json.dumps(why)}')

    def _lose(self, site: _Site) -> None:
        """Count a call that could not be kept."""
        site.lost += 1
        site.said = -1
        self._count(site)

    def _count(self, site: _Site) -> None:
        """Write how often a place has called, where no record says so. Raises nothing."""
        recorder = self.recorder
        try:
            with recorder.lock:
                if recorder.is_on:
                    if not site.told:
                        self._append(site)
                    recorder.tally.write(site.number, Count(site.seen, site.lost, site.below))
                    site.said = site.seen
        except OSError:
            recorder.stop("full")
        except Exception:  # noqa: BLE001, S110 - the stack is at its end: it is counted later
            pass

    def _append(self, site: _Site, more: str = "", *bodies: bytes) -> None:
        """Write a frame, with how many calls came from a place until now, and first where it is.

        Raises:
            OSError: The disk is full.
        """
        seen, where = site.seen, "" if site.told else f',"l":{json.dumps(site.line)}'
        header = f'{{"t":{self._name},"s":{site.number},"n":{seen}{where}{more}}}'
        self.recorder.part.append(header, *bodies)
        site.told = True  # no sooner: where this raises, the next frame has to say it
        if site.said >= 0:
            site.said = seen


_kept = keeper()


def _is_plain(args: Any, kwargs: Any) -> bool:
    """Say whether no argument can be changed."""
    return UNCHANGING.issuperset(map(type, args)) and (
        not kwargs or UNCHANGING.issuperset(map(type, kwargs.values()))
    )


def _is_from_outside(error: BaseException) -> bool:
    """Say whether somebody else ended the call: a cancelled task, a closed coroutine, Ctrl-C."""
    kind = type(error)
    if issubclass(kind, (GeneratorExit, KeyboardInterrupt)):
        return True
    return kind.__name__ in _CANCELLED and not issubclass(kind, Exception)


def _cancels() -> int:
    """Count how often others have asked the running task to end, and it has not taken that back.

    A time limit of its own, which takes it back, is not counted.
    """
    asyncio = sys.modules.get("asyncio")
    if asyncio is None:
        return 0
    try:
        count: int = asyncio.current_task().cancelling()
    except (AttributeError, RuntimeError):  # no task, or one of another loop
        return 0
    return count


_CANCELLED = frozenset({"CancelledError", "Cancelled", "TaskCancelled"})
"""What event loops throw into a task; by name, for none of them is imported for it."""


def _pickled(args: Any, kwargs: Any) -> bytes:
    try:
        return pickle.dumps((args, kwargs), 4)
    except Exception:  # noqa: BLE001 - a reduction may raise anything
        return b""
