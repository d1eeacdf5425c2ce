"""Which files belong to a side: whose branches count."""

from __future__ import annotations

import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path
from typing import Any

__all__ = ["Scope", "package_of"]


class Scope:
    """The files of a side: its own package wherever that lies, and all that is nobody else's.

    Nobody else's is what lies neither in the standard library nor among installed packages.

    Args:
        module: the module of the side.
    """

    def __init__(self, module: str) -> None:
        self._own = package_of(module)
        self._known: dict[str, bool] = {}

    @classmethod
    def of(cls, side: Any) -> Scope:
        """Give the scope of the module in which a callable, or that of a partial, was written."""
        inner = getattr(side, "func", side)
        return cls(getattr(inner, "__module__", None) or type(inner).__module__)

    def __contains__(self, file: object) -> bool:
        """Say whether a file, as a code object has it, is of the side."""
        if not isinstance(file, str):
            return False
        found = self._known.get(file)
        if found is None:
            found = self._known[file] = self._is_in(file)
        return found

    def _is_in(self, file: str) -> bool:
        if not file or file.startswith("<"):
            return False
        if self._own and (file == self._own or file.startswith(self._own + "/")):
            return True
        return not file.startswith(_OTHERS)


def package_of(module: str) -> str:
    """Return the folder of a module's outermost package that has files, or the module's own file.

    Empty where there is neither: a module in C, or none.
    """
    parts = module.split(".")
    for end in range(1, len(parts) + 1):
        name = ".".join(parts[:end])
        try:
            spec = find_spec(name)
        except (ImportError, ValueError, AttributeError):
            return ""
        if spec is None:
            return ""
        if spec.origin is None or not spec.has_location:  # a namespace of several owners
            continue
        origin = Path(spec.origin)
        return str(origin.parent if spec.submodule_search_locations else origin)
    return ""


def _others() -> tuple[str, ...]:
    """List where the standard library, installed packages and this project itself lie."""
    paths = sysconfig.get_paths()
    found = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    found |= {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    here = Path(__file__).parents[3]  # the room; beside it, where it is worked on, those below
    below = (here.parent / room / "switchover" for room in ("ground", "values"))
    own = [here / "switchover", *below]
    return tuple(f"{path}/" for path in {*found, *map(str, own)})


_OTHERS = _others()
