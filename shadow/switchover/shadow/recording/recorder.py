"""What happens around a recorded call. Nothing here may change the program that is recorded."""

from __future__ import annotations

import json
import os
import pickle
import sys
from _thread import RLock, get_ident
from contextlib import suppress
from random import Random
from time import monotonic, perf_counter_ns
from typing import TYPE_CHECKING, Any

from switchover.values import Node, encode
from switchover.values.worker import MOST_READ, STREAM, UNCHANGING, keeper

from .parts import Part
from .secrets import Secrets
from .settings import PARTS

if TYPE_CHECKING:
    from types import FrameType
    from typing import Callable

    from .settings import RecordingSettings

__all__ = ["Recorder", "Tap"]

MOST_DOCUMENT = 8 << 20
"""Bytes of a document; a call with a larger one is counted and not kept."""
FLUSH_S = 0.1
"""After so long the counts of calls that were not kept are written, at the next such call."""


class Recorder:
    """Records into the part of this process."""

    def __init__(self, folder: str, settings: RecordingSettings) -> None:
        self.settings = settings
        self._folder = os.path.join(folder, PARTS)  # noqa: PTH118 - light imports
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
        self.random = Random(os.urandom(16))
        self.written = self._sites = 0
        self._flushed = monotonic()
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

    def flush(self, *, now: bool = True) -> None:
        """Write how many calls were seen, where that has changed."""
        if not (now or monotonic() - self._flushed > FLUSH_S):
            return
        self._flushed = monotonic()
        thread = get_ident()
        is_inside = thread in self.inside
        self.inside.add(thread)
        try:
            with self.lock:
                if self.is_on:
                    for tap in self._taps:
                        tap.flush()
        except OSError:
            self.stop("full")
        except Exception:  # noqa: BLE001 - the program goes on
            self.stop("failed")
        finally:
            if not is_inside:
                self.inside.discard(thread)


class _Site:
    """One place that calls."""

    __slots__ = ("below", "line", "lost", "number", "seen", "told")

    def __init__(self, frame: FrameType, number: int) -> None:
        self.line = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        self.number = number
        self.seen = self.told = self.lost = self.below = 0


class _Call:
    """A call that is being recorded."""

    __slots__ = ("begun", "given", "items", "left", "pickled", "site", "slot")

    def __init__(self, site: _Site, slot: int, left: tuple[Any, Any]) -> None:
        self.site, self.slot = site, slot
        self.left = left
        """The arguments that it may change, by position and by name; None where it cannot."""
        self.given, self.begun = b"", 0
        self.items: list[Any] | None = None
        self.pickled = b""


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
        site: _Site | None = None
        recorder.inside.add(thread)
        try:
            frame = sys._getframe(2)  # noqa: SLF001 - the caller of the recorded function
            if frame.f_code is self.between and frame.f_back is not None:
                frame = frame.f_back
            key = frame.f_code, frame.f_lasti
            site = self._sites.get(key)
            if site is None:
                site = self._sites[key] = _Site(frame, recorder.next_site())
            seen, most = site.seen, recorder.settings.per_site
            site.seen = seen + 1
            slot = seen if seen < most else recorder.random.randrange(seen + 1)
            if slot >= most:
                recorder.flush(now=False)
                return None
            if self._owner is not None:
                if args and args[0] is not self._owner:
                    site.below += 1
                    return None
                args = args[1:]
            is_plain = _is_plain(args, kwargs)
            call = _Call(site, slot, (None, None) if is_plain else (args, kwargs))
            call.given = encode((args, kwargs), aliases=not is_plain)
            if recorder.settings.pickles:
                call.pickled = _pickled(args, kwargs)
            call.begun = perf_counter_ns()
        except Exception:  # noqa: BLE001 - the program goes on
            if site is not None:
                site.lost += 1
            return None
        finally:
            recorder.inside.discard(thread)
        return call

    def returned(self, call: _Call | None, value: Any) -> None:
        """Keep a value."""
        if call is not None:
            self._ended(call, "returned", value)

    def raised(self, call: _Call | None, error: BaseException) -> None:
        """Keep an error."""
        if call is not None:
            if call.items is None:
                self._ended(call, "raised", error)
            else:
                self._stream(call, None, error)

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

    def cut(self, call: _Call | None) -> None:
        """Keep the arguments of a generator that was not read to its end, or was sent values."""
        if call is not None:
            self._ended(call, "cut", None)

    def _stream(self, call: _Call, value: Any, error: BaseException | None) -> None:
        items = call.items or []
        fields = {
            "items": items[:MOST_READ],
            "returned": value,
            "raised": error,
            "has_more": len(items) > MOST_READ,
        }
        self._ended(call, "returned", Node(STREAM, fields))

    def _ended(self, call: _Call, word: str, value: Any) -> None:
        recorder, thread = self.recorder, get_ident()
        recorder.inside.add(thread)
        try:
            nanoseconds = perf_counter_ns() - call.begun
            answer = encode((word, value, *call.left))
            given, answer = recorder.secrets.hide(call.given, answer, self._positions)
            with recorder.lock:
                if recorder.is_on:
                    self._write(call, given, answer, nanoseconds)
        except OSError:
            recorder.stop("full")
        except Exception:  # noqa: BLE001 - the stack or the memory is at its end; the program goes on
            call.site.lost += 1
        finally:
            recorder.inside.discard(thread)

    def _write(self, call: _Call, given: bytes, answer: bytes, nanoseconds: int) -> None:
        recorder, site = self.recorder, call.site
        if len(given) + len(answer) + len(call.pickled) > MOST_DOCUMENT:
            recorder.part.append(f'{self._counted(site)},"j":{call.slot},"large":1}}')
            return
        digest = (
            hash(given),
            hash(answer),
        )  # 128 bits; a cryptographic hash takes five times as long
        known = self._known.get(digest)
        header = f'{self._counted(site)},"j":{call.slot}'
        if known is not None:
            recorder.part.append(f'{header},"same":{known}}}')
        else:
            number, recorder.written = recorder.written, recorder.written + 1
            header = f'{header},"r":{number},"ns":{nanoseconds}}}'
            recorder.part.append(header, given, answer, call.pickled)
            self._known[digest] = number
        if recorder.part.is_full:
            recorder.stop("most-bytes")

    def flush(self) -> None:
        """Write the counts of calls that were not kept."""
        for site in list(self._sites.values()):
            if site.seen != site.told:
                self.recorder.part.append(self._counted(site) + "}")

    def _counted(self, site: _Site) -> str:
        """Write where a call came from, and how many came from there until now."""
        where = "" if site.told else f',"l":{json.dumps(site.line)}'
        if site.lost:
            where += f',"x":{site.lost}'
        if site.below:
            where += f',"b":{site.below}'
        site.told = site.seen
        return f'{{"t":{self._name},"s":{site.number},"n":{site.seen}{where}'


_kept = keeper()


def _is_plain(args: Any, kwargs: Any) -> bool:
    """Say whether no argument can be changed."""
    return UNCHANGING.issuperset(map(type, args)) and (
        not kwargs or UNCHANGING.issuperset(map(type, kwargs.values()))
    )


def _pickled(args: Any, kwargs: Any) -> bytes:
    try:
        return pickle.dumps((args, kwargs), 4)
    except Exception:  # noqa: BLE001 - a reduction may raise anything
        return b""
