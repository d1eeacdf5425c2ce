"""Import strings, resolved to what they name. Importing runs the code of whoever wrote the module.

Every launch and every worker starts with this module: it loads no other of this project but the
errors, and of the standard library what nearly every process has.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

from .errors import IN_MESSAGE, SwitchoverError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

__all__ = ["ResolveError", "held", "is_import_string", "named", "split"]


class ResolveError(SwitchoverError, ValueError):
    """An import string names nothing that can be used; the text says what is there instead.

    Attributes:
        module: The module whose import failed, where that is what happened.
    """

    remedy = IN_MESSAGE

    def __init__(self, message: str, *, module: str | None = None) -> None:
        super().__init__(message)
        self.module = module


def named(spec: str, *, failures: type[BaseException] = Exception) -> Any:
    """Give what `module:qualname` names, whatever it is.

    Raises:
        ResolveError: As `held` says.
    """
    return held(spec, failures=failures)[1]


def held(spec: str, *, failures: type[BaseException] = Exception) -> tuple[object, object]:
    """Give what `module:qualname` names, behind what holds it: a module or a class.

    Args:
        spec: The import string.
        failures: What counts as a failed import, if the module raises it.

    Raises:
        ResolveError: The string is malformed, the module or attribute is missing, or importing the
            module failed.
    """
    module_name, qualname = split(spec)
    holder: object = _import(module_name, spec, failures)
    found: object = holder
    for part in qualname.split("."):
        holder, found = found, _attribute(found, part, spec, failures)
    return holder, found


def is_import_string(text: str) -> bool:
    """Tell whether a text reads `package.module:name` or `package.module:Class.method`."""
    module_name, colon, qualname = text.partition(":")
    parts = [*module_name.split("."), *qualname.split(".")]
    return bool(colon) and all(part.isidentifier() for part in parts)


def split(spec: str) -> tuple[str, str]:
    """Cut an import string into module and qualified name.

    Raises:
        ResolveError: It is malformed.
    """
    if is_import_string(spec):
        module_name, _, qualname = spec.partition(":")
        return module_name, qualname
    raise ResolveError(f"{spec!r} is not an import string: write {_likely(spec)}")


def _likely(spec: str) -> str:
    """Write what was probably meant: a path of a file is its module, a dotted name has a colon."""
    module, colon, name = spec.replace("\\", "/").rpartition(":")
    if colon and ("/" in module or module.endswith(".py")):
        path = module.removeprefix("./").removesuffix(".py").strip("/")
        return f"{path.replace('/', '.')}:{name}"
    dotted = spec.replace(":", ".").rpartition(".")
    hint = f", such as {dotted[0]}:{dotted[2]}" if dotted[0] and dotted[2] else ""
    return f"package.module:function{hint}"


def _import(name: str, spec: str, failures: type[BaseException]) -> object:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if name == missing or name.startswith(f"{missing}."):
            raise ResolveError(_no_module(missing, spec)) from error
        raise ResolveError(f"{spec}: importing {name} failed: {error}", module=name) from error
    except failures as error:
        kind = type(error).__name__
        message = f"{spec}: importing {name} failed: {kind}: {error}"
        raise ResolveError(message, module=name) from error


def _no_module(missing: str, spec: str) -> str:
    if spec.partition(":")[0].endswith(".py"):
        return f"{spec!r} is not an import string: write {_likely(spec)}"
    parent, _, leaf = missing.rpartition(".")
    package = sys.modules.get(parent)
    if package is not None and not hasattr(package, "__path__"):
        return (
            f"{spec}: {parent} is a module, not a package: write {parent}:{leaf} for a name in it"
        )
    import pkgutil

    path = getattr(package, "__path__", None)
    names = {module.name for module in pkgutil.iter_modules(path)}
    if parent:
        return f"{spec}: no module {leaf!r} in package {parent}{_near(leaf, names)}"
    names |= set(getattr(sys, "stdlib_module_names", ()))
    hint = _below(leaf) or _near(leaf, names)
    return f"{spec}: no module {leaf!r} in the import path{hint}"


def _below(name: str) -> str:
    """Say how to reach a module that lies in a folder of this one, as `src/shop` does."""
    from pathlib import Path  # for errors only

    try:
        found = [*Path().glob(f"*/{name}/*.py"), *Path().glob(f"*/{name}.py")]
    except OSError:  # a folder that may not be read
        return ""
    if not found:
        return ""
    root = found[0].parts[0]
    return f"; {root}/{name} is here: set PYTHONPATH={root}, or install the project"


def _attribute(holder: object, part: str, spec: str, failures: type[BaseException]) -> object:
    try:
        return getattr(holder, part)
    except AttributeError as error:
        where = getattr(holder, "__qualname__", None) or getattr(holder, "__name__", holder)
        names = (name for name in dir(holder) if not name.startswith("_") or part.startswith("_"))
        raise ResolveError(f"{spec}: no {part!r} in {where}{_near(part, names)}") from error
    except failures as error:  # a module that imports a name when it is asked for
        where = getattr(holder, "__name__", type(holder).__name__)
        kind = type(error).__name__
        message = f"{spec}: {part} of {where} cannot be had: {kind}: {error}"
        raise ResolveError(message) from error


def _near(name: str, names: Iterable[str]) -> str:
    """Name what exists near `name`, or what exists at all where it is little."""
    import difflib  # for errors only

    known = sorted(set(names))
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
    if close:
        return f"; did you mean {' or '.join(close)}?"
    return f"; there is {', '.join(known)}" if 0 < len(known) <= 8 else ""
