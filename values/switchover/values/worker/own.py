"""What the worker's own code needs as it was at the start: built-ins, no tracing, enough depth.

A side may replace `builtins.len` or `vars`, set a trace function, or change how deep calls may go.
What it set stays so for the side, and is put aside while the worker's own code runs: an encoder
that believed a replaced `vars` could find nothing in two different objects.
"""

from __future__ import annotations

import builtins
import sys
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Ground"]

_WATCHED = """
    bytes dict float frozenset getattr hasattr id int isinstance iter len list map memoryview next
    object range set sorted str tuple type vars zip BaseException Exception
"""
"""Built-ins that encoders and rings live on: a few, for they are looked at after every call."""
_NAMES: tuple[str, ...] = tuple(_WATCHED.split())


class Ground:
    """What a side may have changed under the worker's feet.

    `regain` right after a call of the side, `give_back` right before the next.
    """

    def __init__(self) -> None:
        self._live: dict[str, Any] = builtins.__dict__
        self._pick: Callable[[Any], tuple[Any, ...]] = itemgetter(*_NAMES)
        self._own = self._pick(self._live)
        self._named: dict[str, Any] = dict(zip(_NAMES, self._own))
        self._gettrace, self._settrace = sys.gettrace, sys.settrace
        self._getprofile, self._setprofile = sys.getprofile, sys.setprofile
        self._getdepth, self._setdepth = sys.getrecursionlimit, sys.setrecursionlimit
        self._depth = sys.getrecursionlimit()
        self._theirs: dict[str, Any] | None = None
        self._their_depth: int | None = None
        self._tracing: tuple[Any, Any] | None = None
        self._get = dict.get
        self._error = BaseException

    @property
    def is_changed(self) -> bool:
        """Whether something of the side's is put aside."""
        aside = self._their_depth, self._theirs, self._tracing
        return any(part is not None for part in aside)

    def regain(self) -> None:
        """Put aside what the side has changed. Uses no built-in before it has its own ones."""
        trace, profile = self._gettrace(), self._getprofile()
        if trace is not None or profile is not None:
            self._settrace(None)
            self._setprofile(None)
            self._tracing = trace, profile
        try:
            is_changed = self._own != self._pick(self._live)
        except self._error:  # one is missing, or compares in a way of its own
            is_changed = True
        if is_changed:
            live, get = self._live, self._get
            self._theirs = {name: get(live, name, _MISSING) for name in _NAMES}
            live.update(self._named)
        depth = self._getdepth()
        if depth != self._depth:
            self._their_depth = depth
            self._setdepth(self._depth)

    def give_back(self) -> None:
        """Set again what the side had set."""
        if self._their_depth is not None:
            self._setdepth(self._their_depth)
            self._their_depth = None
        if self._theirs is not None:
            live, theirs = self._live, self._theirs
            self._theirs = None
            for name, value in theirs.items():
                if value is _MISSING:
                    live.pop(name, None)
                else:
                    live[name] = value
        if self._tracing is not None:
            (trace, profile), self._tracing = self._tracing, None
            self._setprofile(profile)
            self._settrace(trace)


_MISSING: Any = object()
