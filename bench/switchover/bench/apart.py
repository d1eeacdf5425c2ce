"""Whether one process may hold both sides: two versions of a library share the names of modules.

What imports `shop` finds the one that was imported before it, wherever its own lies. A side whose
module puts a folder in front of the import path would so be measured with the other side's code.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from .errors import LaunchError
from .launch import launch

__all__ = ["must_be_apart"]

START_S = 120.0
"""Seconds that importing both sides may take; what needs longer fails where it is measured."""


def must_be_apart(control: str | Callable[..., Any], candidate: str | Callable[..., Any]) -> bool:
    """Say whether the sides find two modules under one name, which one process would mix.

    Asked is only where both are import strings of different modules: what stands in this process
    already is held by one. What cannot be imported is no matter of this, and is False.
    """
    if not (isinstance(control, str) and isinstance(candidate, str)):
        return False
    modules = tuple(side.partition(":")[0] for side in (control, candidate))
    if modules[0] == modules[1]:
        return False
    try:
        return _asked(modules, tuple(sys.path))
    except LaunchError:  # not kept: what came too late once is asked again
        return False


@lru_cache(maxsize=256)
def _asked(modules: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Ask fresh processes: one mostly, and one for each side where an import changed the finding.

    The import path is a part of what the answer hangs on, and so of what it is kept by.
    """
    del path  # a launch is given this process's
    if not _launched("changed", modules, bool):
        return False
    control, candidate = (_launched("origins", (one,), dict[str, str]) for one in modules)
    return any(candidate.get(name, file) != file for name, file in control.items())


def _launched(task: str, modules: Sequence[str], returns: Any) -> Any:
    return launch(
        f"{__name__}:{task}",
        tuple(modules),
        does="looked where modules are found",
        returns=returns,
        timeout_s=START_S,
    )


def changed(modules: Sequence[str]) -> bool:
    """Import the modules here, and say whether that changed what is found, or replaced one."""
    before, held = _finding(), dict(sys.modules)
    for name in modules:
        importlib.import_module(name)
        held = {**sys.modules, **held}
    return _finding() != before or any(sys.modules.get(name) is not held[name] for name in held)


def origins(modules: Sequence[str]) -> dict[str, str]:
    """Import the modules here, and give the file of each that is loaded."""
    for name in modules:
        importlib.import_module(name)
    found = ((name, getattr(module, "__file__", None)) for name, module in sys.modules.items())
    return {name: file for name, file in found if isinstance(file, str)}


def _finding() -> tuple[list[Any], ...]:
    return list(sys.path), [id(one) for one in sys.meta_path], [id(one) for one in sys.path_hooks]
