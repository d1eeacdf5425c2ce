"""Payloads that a fresh interpreter can load, told from those that only a fork can carry."""

from __future__ import annotations

import importlib.machinery
import io
import pickle
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

__all__ = ["Packed", "pack"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A payload ready for any number of launches.

    Attributes:
        value: The payload itself; a fork inherits it.
        data: Its pickle, or None where a fresh interpreter could not load it.
        obstacle: Why there is no pickle: what is not importable or not picklable.
    """

    value: Any
    data: bytes | None
    obstacle: str = ""


def pack(value: Any) -> Packed:
    """Pack a payload once, to be used by many launches.

    Functions and classes travel by name, so closures, lambdas, and whatever lives in `__main__` or
    in a module that `sys.path` does not reach stay behind: those payloads are carried by a fork.
    """
    if isinstance(value, Packed):
        return value
    buffer = io.BytesIO()
    try:
        _Pickler(buffer, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    except Exception as error:  # noqa: BLE001 - a foreign __reduce__ may raise anything
        return Packed(value=value, data=None, obstacle=str(error) or type(error).__name__)
    return Packed(value=value, data=buffer.getvalue())


class _Pickler(pickle.Pickler):
    """Refuses what would load here but not in a fresh interpreter."""

    def reducer_override(self, item: object) -> Any:
        if isinstance(item, type | FunctionType) and not is_importable(item.__module__):
            raise pickle.PicklingError(
                f"{item.__qualname__} lives in {item.__module__}, "
                "which a fresh interpreter cannot import"
            )
        return NotImplemented


def is_importable(module_name: str | None) -> bool:
    """Say whether a fresh interpreter with our `sys.path` would find the same module."""
    if module_name is None or module_name == "__main__":
        return False
    loaded = sys.modules.get(module_name)
    file = getattr(loaded, "__file__", None)
    if file is None:  # built in, frozen or a namespace
        return loaded is not None
    return _found(module_name, file, tuple(sys.path))


@cache
def _found(module_name: str, file: str, path: tuple[str, ...]) -> bool:
    where: list[str] | None = list(path)
    spec = None
    for depth in range(module_name.count(".") + 1):
        name = ".".join(module_name.split(".")[: depth + 1])
        spec = importlib.machinery.PathFinder.find_spec(name, where)
        if spec is None:
            return _by_finder(module_name, file)
        where = list(spec.submodule_search_locations or ())
    return spec is not None and spec.origin is not None and Path(spec.origin).samefile(file)


def _by_finder(module_name: str, file: str) -> bool:
    """Trust an editable install's own finder, which a fresh interpreter installs as well."""
    for finder in sys.meta_path:
        if finder.__class__.__module__.startswith("__editable__") or getattr(
            finder, "__module__", ""
        ).startswith("__editable__"):
            spec = finder.find_spec(module_name, None)
            if spec is not None and spec.origin == file:
                return True
    return False
