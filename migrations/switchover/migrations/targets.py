"""What import strings name, looked for in a process of its own.

Importing a side is running it: it may hang, print, end the process or change its state. So it is
done in a fresh interpreter, and only what was wrong comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from switchover.bench import BenchError, TargetError, resolve
from switchover.values import decode
from switchover.values.importing import name_of
from switchover.values.worker import Call, Worker, importable

__all__ = ["find", "name", "problems", "problems_here"]

START_S = 300.0
"""Seconds that importing what a plan names may take."""
_known: dict[str, str | None] = {}


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
    found = [_known[spec] for spec in specs]
    for spec in fresh:
        if _known[spec] is not None:
            del _known[spec]  # it may be mended meanwhile
    return found


def _looked(specs: list[str]) -> list[str | None]:
    worker = Worker(importable(f"{__name__}:problems_here"), timeout_s=START_S)
    try:
        reply = worker.answer(Call((specs,), {}))
    finally:
        worker.close()
    if reply.state == "returned":
        return list(decode(reply.document)[1])
    if len(specs) == 1:
        return [f"{specs[0]}: importing it failed: {reply.reason or reply.state}"]
    return [problem for spec in specs for problem in _looked([spec])]


def problems_here(specs: Sequence[str]) -> list[str | None]:
    """Say of each what is wrong with it, importing it here; for a process that may end."""
    return [_problem(spec) for spec in specs]


def _problem(spec: str) -> str | None:
    try:
        resolve(spec)
    except BenchError as error:
        return str(error)
    except BaseException as error:  # noqa: BLE001 - a module may raise anything, SystemExit too
        module = spec.partition(":")[0]
        return f"{spec}: importing {module} failed: {type(error).__name__}: {error}"
    return None
