"""What every room stands on: the base of all errors, extras, texts that are shown."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .address import is_postgres
    from .errors import IN_MESSAGE, SwitchoverError
    from .extras import EXTRAS, install_line, missing_modules
    from .files import replace_file, whole_file
    from .formats import not_utf8
    from .importing import ResolveError, held, is_import_string, named, split
    from .showing import clip, figures, near, percent, shorten, visible

__all__ = [
    "EXTRAS",
    "IN_MESSAGE",
    "ResolveError",
    "SwitchoverError",
    "clip",
    "figures",
    "held",
    "install_line",
    "is_import_string",
    "is_postgres",
    "late",
    "missing_modules",
    "named",
    "near",
    "not_utf8",
    "percent",
    "replace_file",
    "shorten",
    "split",
    "visible",
    "whole_file",
]


def late(
    face: dict[str, Any], homes: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Let a package import a name when it is first asked for: a launch needs few of them.

    Used as `__getattr__, __dir__ = late(globals(), {".errors": "ShopError", ".frames": ""})`.

    Args:
        face: The package's globals; what was found is kept there.
        homes: By module, relative to the package or absolute, the names to be had from it, with
            blanks between them; a relative one without names is itself what is offered.

    Returns:
        The package's `__getattr__`, which raises AttributeError for a name without a home, and its
        `__dir__`, which gives its `__all__`.
    """
    home = {
        name: module
        for module, names in homes.items()
        for name in names.split() or (module.lstrip("."),)
    }

    def find(name: str) -> Any:
        if name not in home:
            raise AttributeError(f"module {face['__name__']!r} has no attribute {name!r}")
        module = import_module(home[name], face["__name__"])
        found = face[name] = getattr(module, name) if homes[home[name]] else module
        return found

    def offered() -> list[str]:
        names: list[str] = face["__all__"]
        return names

    return find, offered


# An old Python, which may be a side's, has not all that is needed by all of it.
__getattr__, __dir__ = late(
    globals(),
    {
        ".address": "is_postgres",
        ".errors": "IN_MESSAGE SwitchoverError",
        ".extras": "EXTRAS install_line missing_modules",
        ".files": "replace_file whole_file",
        ".formats": "not_utf8",
        ".importing": "ResolveError held is_import_string named split",
        ".showing": "clip figures near percent shorten visible",
    },
)
