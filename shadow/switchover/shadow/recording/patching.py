"""Puts the recording into what a target names, once its module is there."""

from __future__ import annotations

import inspect
import sys
from functools import partial
from types import FunctionType
from typing import TYPE_CHECKING, Any

from .errors import RecordingError
from .recorder import Tap
from .trampoline import original_of, recorded, target_of

if TYPE_CHECKING:
    from .recorder import Recorder

__all__ = ["patch", "patch_function", "patch_module"]


def patch_module(recorder: Recorder, module: Any, name: str) -> list[str]:
    """Record all targets of a module that was just imported, and say what could not be."""
    problems = []
    for target in recorder.settings.targets:
        if target.partition(":")[0] == name:
            try:
                patch(recorder, module, target)
            except RecordingError as error:
                problems.append(str(error))
    return problems


def patch(recorder: Recorder, module: Any, target: str) -> None:
    """Record what a target names.

    Raises:
        RecordingError: It names nothing that can be recorded.
    """
    qualname = target.partition(":")[2]
    holder, found = module, None
    parts = qualname.split(".")
    for at, part in enumerate(parts):
        try:
            found = inspect.getattr_static(holder, part)
        except AttributeError:
            raise RecordingError(f"{target}: there is no {part!r}") from None
        if at + 1 < len(parts):
            holder = found
    owner = None
    if isinstance(found, classmethod):
        found, owner = found.__func__, holder
    elif isinstance(found, staticmethod):
        found = found.__func__
    if isinstance(found, FunctionType):
        patch_function(recorder, found, target, owner)
    elif isinstance(found, (type, property)) or not callable(found):
        kind = type(found).__name__ if not isinstance(found, type) else "class"
        text = f"{target} is a {kind}; functions and methods can be recorded"
        hint = f", such as {target}.method" if isinstance(found, type) else ""
        raise RecordingError(text + hint)
    else:
        _replace(holder, parts[-1], found, recorder.tap(target, _parameters(found)))


def patch_function(
    recorder: Recorder, function: FunctionType, target: str, owner: type | None = None
) -> None:
    """Record a function; one that is recorded already stays as it is.

    Args:
        recorder: Of this process.
        function: What the target names.
        target: The name that its calls are kept under.
        owner: Of a class method, the class that is named: it is no argument of the caller's.

    Raises:
        RecordingError: Its calls are kept under another name already.
    """
    drop = 0 if owner is None else 1
    if original_of(function) is None:
        recorded(function, recorder.tap(target, _parameters(function)[drop:], owner))
    elif target_of(function) != target:
        raise _same(target, target_of(function))


def _same(target: str, other: str) -> RecordingError:
    return RecordingError(f"{target} is the very same as {other}: its calls are kept there")


def _parameters(function: Any) -> tuple[str, ...]:
    try:
        return tuple(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return ()


def _replace(holder: Any, name: str, found: Any, tap: Tap) -> None:
    """Put a stand-in where a callable is no function: of C, a cache, an instance."""
    if isinstance(found, Standin):
        other = object.__getattribute__(found, "_tap").target
        if other != tap.target:
            raise _same(tap.target, other)
        return
    try:
        setattr(holder, name, Standin(found, tap))
        tap.recorder.undo.append(partial(setattr, holder, name, found))
    except (AttributeError, TypeError) as error:
        raise RecordingError(f"{tap.target} cannot be recorded: {error}") from error


class Standin:
    """Stands for a callable that is no function, and is otherwise what that is."""

    def __init__(self, found: Any, tap: Tap, before: tuple[Any, ...] = ()) -> None:
        set_ = object.__setattr__
        set_(self, "_before", before)
        set_(self, "_found", found)
        set_(self, "_tap", tap)
        set_(self, "__wrapped__", found)

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        tap = self._tap
        call = tap.begin((*self._before, *args) if self._before else args, kwargs)
        try:
            value = self._found(*args, **kwargs)
        except BaseException as error:
            tap.raised(call, error)
            if error.__traceback__ is not None:
                error.__traceback__ = error.__traceback__.tb_next
            raise
        tap.returned(call, value)
        return value

    @property  # type: ignore[misc]  # nobody may set it
    def __class__(self) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._found.__class__

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "_found"), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._found, name, value)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        get = getattr(type(self._found), "__get__", None)
        if get is None or instance is None:
            return self
        return Standin(get(self._found, instance, owner), self._tap, (instance,))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Standin):
            other = other._found
        return bool(self._found == other)

    def __hash__(self) -> int:
        return hash(self._found)

    def __repr__(self) -> str:
        return repr(self._found)

    def __reduce__(self) -> Any:
        module, _, qualname = self._tap.target.partition(":")
        return _named, (module, qualname)


Tap.between = Standin.__call__.__code__


def _named(module: str, qualname: str) -> Any:
    __import__(module)
    found = sys.modules[module]
    for part in qualname.split("."):
        found = getattr(found, part)
    return found
