"""Import strings, resolved to what they name. Importing runs the code of whoever wrote the module.

Every launch and every worker starts with this module: it loads no other of this project but the
errors, and of the standard library what nearly every process has.
"""

from __future__ import annotations

import importlib
import sys
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from .errors import ValuesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["ResolveError", "called", "name_of", "resolve", "split"]


class ResolveError(ValuesError, ValueError):
    """An import string names nothing that can be called; the text says what is there instead.

    Attributes:
        module: The module whose import failed, where that is what happened.
    """

    def __init__(self, message: str, *, module: str | None = None) -> None:
        super().__init__(message)
        self.module = module


def resolve(spec: str, *, failures: type[BaseException] = BaseException) -> Callable[..., Any]:
    """Resolve `module:qualname` to what it names.

    Functions, coroutine functions, classes, callable objects and methods all work. A plain method
    (`module:Class.method`) is bound to an instance built without arguments; static methods, class
    methods and methods written in C are taken as they stand.

    Args:
        spec: The import string.
        failures: What counts as a failed import, if the module raises it. By default all: nothing
            that a module raises may end a worker.

    Raises:
        ResolveError: The string is malformed, the module or attribute is missing, importing the
            module failed, or what was found cannot be called.
    """
    module_name, qualname = split(spec)
    holder: object = _import(module_name, spec, failures)
    found: object = holder
    for part in qualname.split("."):
        holder, found = found, _attribute(found, part, spec)
    return called(_bound(holder, found, qualname, spec), spec)


def split(spec: str) -> tuple[str, str]:
    """Cut an import string into module and qualified name.

    Raises:
        ResolveError: It is malformed.
    """
    module_name, colon, qualname = spec.partition(":")
    parts = [*module_name.split("."), *qualname.split(".")]
    if colon and all(part.isidentifier() for part in parts):
        return module_name, qualname
    raise ResolveError(f"{spec!r} is not an import string: write {_likely(spec)}")


def name_of(call: object) -> str:
    """Name a callable the way an import string would."""
    inner = getattr(call, "func", call)  # a functools.partial is named after what it wraps
    qualname = getattr(inner, "__qualname__", None) or type(inner).__qualname__
    owner = inner if getattr(inner, "__module__", None) else type(inner)
    return f"{getattr(owner, '__module__', None) or 'builtins'}:{qualname}"


def called(found: object, spec: str) -> Callable[..., Any]:
    """Give what was found under a name, if it can be called.

    Raises:
        ResolveError: It cannot; of a module the text names what it holds.
    """
    if callable(found):
        return found
    names = (name for name in dir(found) if callable(getattr(found, name, None)) and name[0] != "_")
    members = list(names)[:8] if isinstance(found, ModuleType) else []
    hint = f"; it holds {', '.join(members)}" if members else ""
    raise ResolveError(f"{spec} is a {type(found).__name__} and cannot be called{hint}")


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
    names |= set() if parent else set(getattr(sys, "stdlib_module_names", ()))
    where = f"package {parent}" if parent else "the import path"
    return f"{spec}: no module {leaf!r} in {where}{_near(leaf, names)}"


def _attribute(holder: object, part: str, spec: str) -> object:
    try:
        return getattr(holder, part)
    except AttributeError as error:
        where = getattr(holder, "__qualname__", None) or getattr(holder, "__name__", holder)
        names = (name for name in dir(holder) if not name.startswith("_") or part.startswith("_"))
        raise ResolveError(f"{spec}: no {part!r} in {where}{_near(part, names)}") from error


def _near(name: str, names: Iterable[str]) -> str:
    """Name what exists near `name`, or what exists at all where it is little."""
    import difflib  # for errors only

    known = sorted(set(names))
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
    if close:
        return f"; did you mean {' or '.join(close)}?"
    return f"; there is {', '.join(known)}" if 0 < len(known) <= 8 else ""


def _bound(holder: object, found: object, qualname: str, spec: str) -> object:
    """Bind a plain method to an instance that is built without arguments."""
    if not (isinstance(holder, type) and isinstance(found, FunctionType)):
        return found
    import inspect  # for methods only

    leaf = qualname.rpartition(".")[2]
    if isinstance(inspect.getattr_static(holder, leaf), staticmethod):
        return found
    try:
        return getattr(holder(), leaf)
    except TypeError as error:
        message = f"{spec}: {holder.__qualname__} cannot be built without arguments ({error})"
        raise ResolveError(f"{message}; name a function that builds it") from error
