"""Import strings, resolved to what can be called.

Every launch and every worker starts with this module: it loads no other of this project but the
ground's errors and import strings, and of the standard library what nearly every process has.
"""

from __future__ import annotations

from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from switchover.ground import ResolveError, held, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "MethodSide",
    "NoObjectError",
    "ResolveError",
    "called",
    "chosen",
    "is_of",
    "name_of",
    "resolve",
    "split",
]


MOST_WRAPPED = 100
"""Wrappers one within the other that are looked into: a proxy answers to every name, for ever."""


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
    holder, found = held(spec, failures=failures)
    return called(_bound(holder, found, spec.rpartition(":")[2], spec), spec)


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


def _bound(holder: object, found: object, qualname: str, spec: str) -> object:
    """Give a plain method as what finds its object; all else as it is."""
    leaf = qualname.rpartition(".")[2]
    if not isinstance(holder, type) or isinstance(found, type):
        return found
    held = next((vars(base)[leaf] for base in holder.__mro__ if leaf in vars(base)), None)
    return MethodSide(holder, leaf, spec) if _is_method(held, found) else found


def _is_method(held: object, found: object) -> bool:
    """Say whether what a class holds is a plain method, or wraps one (a cache, a decorator).

    What wraps one is a method where it binds itself to the object that it is read from.
    """
    wrapped: Any = held
    for _ in range(MOST_WRAPPED):
        if isinstance(wrapped, (staticmethod, classmethod)):
            return False
        if not hasattr(wrapped, "__wrapped__"):
            break
        wrapped = wrapped.__wrapped__
    return isinstance(found, FunctionType) or (
        isinstance(wrapped, FunctionType) and hasattr(held, "__get__")
    )


class NoObjectError(ResolveError):
    """A method was called without an object: the side was not reached, and has not answered."""


class MethodSide:
    """A plain method that is called on an object of its class.

    That is the first argument where it is one, by the name of the class: the candidate takes the
    control's objects. Where it is none, what can only be taken with an object brings one. Else it
    is the one instance that is built without arguments, before any call.

    Raises:
        NoObjectError: When it is called without an object, and none can be built.
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
            raise NoObjectError(f"{message}; {remedy}") from self._why
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
