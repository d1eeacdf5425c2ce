"""What a worker is to run: a name to import in an interpreter of its own, or a callable at hand."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from switchover.ground import clip

from ..importing import ResolveError, name_of, resolve, split

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Found = tuple[Callable[..., Any], Callable[[], Any] | None]
    """What is called, and what tells more of each call, if anything does."""

__all__ = ["Call", "Found", "Target", "Watched", "held", "importable"]


class Watched(NamedTuple):
    """What stands between a worker and its side, and tells more of each call than its answer."""

    function: Callable[..., Any]
    """Called in place of the side."""
    told: Callable[[], Any]
    """Asked after each call; what it gives must be fit for JSON, and goes with the reply."""


class Call(NamedTuple):
    """The arguments of one call."""

    args: Sequence[Any] = ()
    kwargs: Mapping[str, Any] = {}
    """A mapping of text to values."""


class Target(NamedTuple):
    """One side, as a worker takes it; made by `importable` or `held`."""

    name: str
    """`module:qualname`, or the name of the callable."""
    function: Callable[..., Any] | None = None
    """The callable that a fork carries; None for what is imported."""
    path: tuple[str, ...] | None = None
    """`sys.path` of the worker; None for that of its interpreter."""
    python: str = ""
    """The interpreter of the worker."""
    cwd: str = ""
    watcher: str = ""
    """`module:function` of what the side is called through: of a function that is given one which
    loads the side, and gives a `Watched`, or only what is called. It is imported before the side.
    """
    settings: str = ""
    """What the watcher is given after the side, where it is not empty."""

    @property
    def is_importable(self) -> bool:
        return self.function is None

    def find(self) -> Found:
        """Load the side, through its watcher if it has one; runs its code.

        Raises:
            ResolveError: The name leads nowhere.
        """
        found: Any = self._through() if self.watcher else self._side()
        return found if type(found) is Watched else (found, None)

    def _through(self) -> Any:
        given = (self.settings,) if self.settings else ()
        return resolve(self.watcher)(self._side, *given)

    def _side(self) -> Callable[..., Any]:
        return self.function if self.function is not None else resolve(self.name)


def importable(
    spec: str,
    *,
    path: Sequence[str] | None = None,
    python: str | None = None,
    cwd: str | None = None,
    watcher: str = "",
    settings: str = "",
) -> Target:
    """Name a side that a fresh interpreter imports.

    Args:
        spec: `module:qualname`; a plain method is bound to an instance built without arguments.
        path: Where to import from, first to last. With the parent's own interpreter it is the
            whole of `sys.path`, by default the parent's; with another interpreter it comes before
            that one's own.
        python: Another interpreter, 3.9 or later; by default the parent's own.
        cwd: Where the worker starts; by default where the parent is.
        watcher: What the side is called through, as `module:function`; see `Watched`.
        settings: What the watcher is given beside it.

    Raises:
        ResolveError: `spec` is no import string. What it names is looked for in the worker.
    """
    split(spec)
    here = cwd or os.getcwd()  # noqa: PTH109 - text is what is sent
    if python is None or python == sys.executable:
        given = sys.path if path is None else path
        path = tuple(entry or here for entry in given)
        return Target(spec, None, path, sys.executable, here, watcher, settings)
    return Target(spec, None, tuple(path or ()), python, here, watcher, settings)


def held(function: Callable[..., Any], *, name: str | None = None, watcher: str = "") -> Target:
    """Hold a callable that a fork of this process carries into its worker.

    Raises:
        ResolveError: It cannot be called.
    """
    if not callable(function):
        kind = type(function).__name__  # type: ignore[unreachable]
        raise ResolveError(f"{_shown(function)} is a {kind}; it must be callable")
    return Target(name or name_of(function), function, watcher=watcher)


def _shown(value: object) -> str:
    text = object.__repr__(value) if type(value).__module__ != "builtins" else repr(value)
    return clip(text, 80)
