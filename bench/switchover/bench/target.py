"""Import strings and callables, resolved to something that can be called and measured."""

import importlib
import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from switchover.bench.errors import TargetError


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One side of a pair: what to call, and its name in reports and records."""

    name: str
    call: Callable[..., Any]

    @property
    def is_async(self) -> bool:
        """Whether calling it gives a coroutine to await."""
        return is_async(self.call)


def resolve(spec: str | Callable[..., Any]) -> Target:
    """Resolve `module:qualname`, or a callable as it is, to a target.

    Functions, coroutine functions, classes, callable objects and methods all work. A plain method
    (`module:Class.method`) is bound to an instance built without arguments; static methods, class
    methods and methods written in C are taken as they stand.

    Raises:
        TargetError: The string is malformed, the module or attribute is missing, importing the
            module failed, or what was found cannot be called.
    """
    if not isinstance(spec, str):
        return Target(name=name_of(spec), call=_callable(spec, name_of(spec)))
    module_name, qualname = _split(spec)
    holder: object = _import(module_name, spec)
    found: object = holder
    for part in qualname.split("."):
        holder, found = found, _attribute(found, part, spec)
    return Target(name=spec, call=_callable(_bound(holder, found, qualname, spec), spec))


def name_of(call: object) -> str:
    """Name a callable the way an import string would."""
    inner = getattr(call, "func", call)  # a functools.partial is named after what it wraps
    qualname = getattr(inner, "__qualname__", None) or type(inner).__qualname__
    owner = inner if getattr(inner, "__module__", None) else type(inner)
    return f"{getattr(owner, '__module__', None) or 'builtins'}:{qualname}"


def is_async(call: Callable[..., Any]) -> bool:
    """Say whether calling `call` gives a coroutine, seen through partials and `__call__`.

    What a decorator wrapped is not looked at: a plain wrapper may well run it to its end.
    """
    inner = call.func if isinstance(call, partial) else call
    return inspect.iscoroutinefunction(inner) or (
        not inspect.isroutine(inner)
        and not inspect.isclass(inner)
        and inspect.iscoroutinefunction(type(inner).__call__)
    )


def _split(spec: str) -> tuple[str, str]:
    module_name, colon, qualname = spec.partition(":")
    parts = [*module_name.split("."), *qualname.split(".")]
    if colon and all(part.isidentifier() for part in parts):
        return module_name, qualname
    raise TargetError(f"{spec!r} is not an import string: write {_likely(spec)}")


def _likely(spec: str) -> str:
    """Write what was probably meant: a path of a file is its module, a dotted name has a colon."""
    module, colon, name = spec.replace("\\", "/").rpartition(":")
    if colon and ("/" in module or module.endswith(".py")):
        return (
            f"{module.removeprefix('./').removesuffix('.py').strip('/').replace('/', '.')}:{name}"
        )
    dotted = spec.replace(":", ".").rpartition(".")
    hint = f", such as {dotted[0]}:{dotted[2]}" if dotted[0] and dotted[2] else ""
    return f"package.module:function{hint}"


def _import(name: str, spec: str) -> object:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if name == missing or name.startswith(f"{missing}."):
            raise TargetError(_no_module(missing, spec)) from error
        raise TargetError(f"{spec}: importing {name} failed: {error}", name=name) from error
    except Exception as error:
        kind = type(error).__name__
        raise TargetError(f"{spec}: importing {name} failed: {kind}: {error}", name=name) from error


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
    names |= set() if parent else set(sys.stdlib_module_names)
    where = f"package {parent}" if parent else "the import path"
    return f"{spec}: no module {leaf!r} in {where}{_near(leaf, names)}"


def _attribute(holder: object, part: str, spec: str) -> object:
    try:
        return getattr(holder, part)
    except AttributeError as error:
        where = getattr(holder, "__qualname__", None) or getattr(holder, "__name__", holder)
        names = (name for name in dir(holder) if not name.startswith("_") or part.startswith("_"))
        raise TargetError(f"{spec}: no {part!r} in {where}{_near(part, names)}") from error


def _near(name: str, names: Iterable[str]) -> str:
    """Name what exists near `name`, or what exists at all where it is little."""
    import difflib  # for errors only; every launch imports this module

    known = sorted(set(names))
    if close := difflib.get_close_matches(name, known, n=3, cutoff=0.6):
        return f"; did you mean {' or '.join(close)}?"
    return f"; there is {', '.join(known)}" if 0 < len(known) <= 8 else ""


def _bound(holder: object, found: object, qualname: str, spec: str) -> object:
    """Bind a plain method to an instance that is built without arguments."""
    if not (inspect.isclass(holder) and inspect.isfunction(found)):
        return found
    leaf = qualname.rpartition(".")[2]
    if isinstance(inspect.getattr_static(holder, leaf), staticmethod):
        return found
    try:
        return getattr(holder(), leaf)
    except TypeError as error:
        message = f"{spec}: {holder.__qualname__} cannot be built without arguments ({error})"
        raise TargetError(f"{message}; name a function that builds it") from error


def _callable(found: object, spec: str) -> Callable[..., Any]:
    if callable(found):
        return found
    names = (name for name in dir(found) if callable(getattr(found, name, None)) and name[0] != "_")
    members = list(names)[:8] if inspect.ismodule(found) else []
    hint = f"; it holds {', '.join(members)}" if members else ""
    raise TargetError(f"{spec} is a {type(found).__name__} and cannot be called{hint}")
