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

__all__ = [
    "MethodSide",
    "ResolveError",
    "called",
    "chosen",
    "is_of",
    "name_of",
    "resolve",
    "split",
]


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
    (`module:Class.method`) is called on the object that an input begins with, as a recording has
    it, or else on an instance built without arguments (`MethodSide`); static methods, class methods
    and methods written in C are taken as they stand.

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
    """Give a plain method as what finds its object; all else as it is."""
    if not (isinstance(holder, type) and isinstance(found, FunctionType)):
        return found
    leaf = qualname.rpartition(".")[2]
    held = next(vars(base)[leaf] for base in holder.__mro__ if leaf in vars(base))
    return found if isinstance(held, staticmethod) else MethodSide(holder, leaf, spec)


class MethodSide:
    """A plain method that is called on an object of its class.

    That is the first argument where it is one, by the name of the class: the candidate takes the
    control's objects. Where it is none, what can only be taken with an object brings one. Else it
    is the one instance that is built without arguments, before any call.

    Raises:
        ResolveError: When it is called without an object, and none can be built.
    """

    def __init__(self, holder: type, leaf: str, spec: str) -> None:
        from functools import update_wrapper  # for methods only

        self._holder, self._leaf, self._spec = holder, leaf, spec
        self._plain = getattr(holder, leaf)
        self._ways: dict[Any, bool] = {}
        """By the shape of a call: whether it brings its object."""
        self._bound: Callable[..., Any] | None = None
        self._why: Exception | None = None
        try:
            self._bound = getattr(holder(), leaf)
        except Exception as error:  # noqa: BLE001 - told where an input brings no object
            self._why = error.with_traceback(None)
        update_wrapper(self, self._plain)

    @property
    def holder(self) -> str:
        """The name of the class whose objects it is called on."""
        return self._holder.__qualname__

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        return self.fit(args, kwargs)(*args, **kwargs)

    def fit(self, args: Any, kwargs: Any) -> Callable[..., Any]:
        """Give what takes these arguments: the function, or the method of an instance."""
        shape = (type(args[0]) if args else None, len(args), *kwargs)
        brings = self._ways.get(shape)
        if brings is None:
            brings = self._ways[shape] = self._brings(args, kwargs)
        if brings:
            return self._plain  # type: ignore[no-any-return]
        if self._bound is None:
            message = f"{self._spec}: {self.holder} cannot be built without arguments ({self._why})"
            remedy = "give an object of it as the first argument, or name a function that builds it"
            raise ResolveError(f"{message}; {remedy}") from self._why
        return self._bound

    def _brings(self, args: Any, kwargs: Any) -> bool:
        import inspect

        if not args or not self._takes(inspect.signature(self._plain), args, kwargs):
            return False
        if is_of(args[0], self.holder):
            return True
        signature = inspect.signature(self._plain.__get__(object()))
        return not self._takes(signature, args, kwargs)

    @staticmethod
    def _takes(signature: Any, args: Any, kwargs: Any) -> bool:
        try:
            signature.bind(*args, **kwargs)
        except TypeError:
            return False
        return True


def is_of(value: object, holder: str) -> bool:
    """Say whether a value is of a class of this name, whatever its module: either side's."""
    return any(one.__qualname__ == holder for one in type(value).__mro__)


def chosen(call: Callable[..., Any], inputs: Iterable[tuple[Any, Any]]) -> Callable[..., Any]:
    """Give what of a `MethodSide` takes all of these inputs, so that calls cost no look at each.

    Anything else, or where inputs differ in what they bring, is given as it is.
    """
    if not isinstance(call, MethodSide):
        return call
    found = {id(one): one for one in (call.fit(args, kwargs) for args, kwargs in inputs)}
    return next(iter(found.values())) if len(found) == 1 else call
