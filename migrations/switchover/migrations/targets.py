"""What import strings name, looked for in a process of its own.

Importing a side is running it: it may hang, print, end the process or change its state. So it is
done in a fresh interpreter, and only what was wrong comes back.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from switchover.bench import BenchError, TargetError, resolve
from switchover.values import decode, name_of
from switchover.values.worker import Call, Worker, importable

if TYPE_CHECKING:
    from switchover.reports import SourceLine

__all__ = ["find", "is_one", "look_here", "name", "problems", "source_line"]

START_S = 300.0
"""Seconds that importing what a plan names may take."""


class _Found(NamedTuple):
    """What a look for an import string brought: what is wrong with it, or where it is written.

    `origin` is the import string under which its own module knows it, "" where there is none: an
    instance, a closure, a method (which subclasses share, and their objects differ).
    """

    problem: str | None
    file: str | None = None
    line: int = 0
    origin: str = ""


_known: dict[str, _Found] = {}


def name(side: str | Callable[..., Any]) -> str:
    """Name a side as reports do."""
    return side if isinstance(side, str) else name_of(side)


def find(sides: Iterable[str | Callable[..., Any]]) -> None:
    """Look for each side.

    Raises:
        TargetError: one of them cannot be imported or called.
    """
    given = list(sides)
    for side in given:
        if not isinstance(side, str):
            resolve(side)
    named = [side for side in given if isinstance(side, str)]
    for problem in problems(named):
        if problem is not None:
            raise TargetError(problem)


def problems(specs: Sequence[str]) -> list[str | None]:
    """Say of each import string what is wrong with it; None where it names what can be called.

    What was found once is not looked for again.
    """
    fresh = sorted({spec for spec in specs if spec not in _known})
    if fresh:
        _known.update(zip(fresh, _looked(fresh), strict=True))
    found = [_known[spec].problem for spec in specs]
    for spec in fresh:
        if _known[spec].problem is not None:
            del _known[spec]  # it may be mended meanwhile
    return found


def source_line(side: str | Callable[..., Any]) -> SourceLine | None:
    """Say where a side is written, once it was looked for; a file below this folder by its path.

    None for what is not written in Python, and for an import string that nobody looked for.
    """
    found = _known.get(side) if isinstance(side, str) else _written(side)
    if found is None or found.file is None:
        return None
    from switchover.reports import SourceLine  # the process that looks needs no records

    here = Path.cwd()
    file = Path(found.file)
    inside = file.relative_to(here) if file.is_relative_to(here) else file
    return SourceLine(file=inside.as_posix(), line=found.line)


def is_one(control: str | Callable[..., Any], candidate: str | Callable[..., Any]) -> bool:
    """Say whether both sides are one thing, perhaps under two names: one module imports it.

    Of import strings that nobody looked for only equal ones are known to be one.
    """
    if control is candidate or control == candidate:
        return True
    if not isinstance(control, str) or not isinstance(candidate, str):
        return False
    nothing = _Found(None)
    origin = _known.get(control, nothing).origin
    return bool(origin) and origin == _known.get(candidate, nothing).origin


def _looked(specs: list[str]) -> list[_Found]:
    worker = Worker(importable(f"{__name__}:look_here"), timeout_s=START_S)
    try:
        reply = worker.answer(Call((specs,), {}))
    finally:
        worker.close()
    if reply.state == "returned":
        found = [_Found(*one) for one in decode(reply.document)[1]]
        return found if len(found) == len(specs) else [*found, *_looked(specs[len(found) :])]
    if len(specs) == 1:
        return [_Found(f"{specs[0]}: importing it failed: {reply.reason or reply.state}")]
    return [found for spec in specs for found in _looked([spec])]


def look_here(specs: Sequence[str]) -> list[list[Any]]:
    """Import each here, in a process that may end: what is wrong with it, its file and line.

    One that changed the import path is looked for first in a process of its own, and what comes
    after it is left out: each belongs into a process where it finds its own modules, and not those
    of a version beside it.
    """
    found: list[list[Any]] = []
    path = list(sys.path)
    for spec in specs:
        one = _look(spec)
        has_changed = sys.path != path
        if has_changed and found:  # what others imported may be what it would have found elsewhere
            break
        found.append([*one])
        if has_changed:
            break
    return found


def _look(spec: str) -> _Found:
    try:
        call = resolve(spec).call
        return _written(call)._replace(origin=_origin(call))
    except BenchError as error:
        return _Found(str(error))
    except BaseException as error:  # noqa: BLE001 - a module may raise anything, SystemExit too
        module = spec.partition(":")[0]
        return _Found(f"{spec}: importing {module} failed: {type(error).__name__}: {error}")


def _origin(call: object) -> str:
    """Give file and import string of a callable that its own module knows by its name.

    Two versions of a library have one name for it, and a file each.
    """
    module, qualified = getattr(call, "__module__", None), getattr(call, "__qualname__", None)
    found: object = sys.modules.get(module) if isinstance(module, str) else None
    if found is None or not isinstance(qualified, str):
        return ""
    file = getattr(found, "__file__", None)
    for part in qualified.split("."):
        found = getattr(found, part, None)
    return f"{file}:{module}:{qualified}" if found is call else ""


def _written(call: object) -> _Found:
    """Find the line on which a callable begins, or its type where it is an object."""
    try:
        inner = inspect.unwrap(getattr(call, "func", call))  # type: ignore[arg-type]
        code = getattr(inner, "__code__", None)
        if code is not None:
            return _Found(None, os.path.abspath(code.co_filename), code.co_firstlineno)  # noqa: PTH100
        kind = inner if isinstance(inner, type) else type(inner)
        file = inspect.getsourcefile(kind)
        return _Found(None, file, inspect.findsource(kind)[1] + 1) if file else _Found(None)
    except Exception:  # noqa: BLE001 - an object may answer anything; it is only a help to readers
        return _Found(None)
