"""A Python callable that stands for a tool, agent or action."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from switchover.ground import ResolveError, named

from ..context import ToolCall
from .errors import BindingError

__all__ = ["KINDS", "Binding", "Retry", "imported"]

KINDS: Final = ("tool", "agent", "action")


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """How often a tool is called before its failure counts; times in seconds."""

    attempts: int = 1
    initial_s: float = 0.1
    backoff: float = 2.0
    maximum_s: float = 10.0

    def __post_init__(self) -> None:
        times = (self.initial_s, self.backoff, self.maximum_s)
        if not (self.attempts >= 1 and all(time >= 0 for time in times)):  # nor may one be NaN
            raise ValueError(f"attempts must be at least 1 and no time negative: {self}")

    def delay_s(self, attempt: int) -> float | None:
        """How long to wait after a failed attempt, or None when it was the last."""
        if attempt >= self.attempts:
            return None
        try:
            return float(min(self.initial_s * self.backoff ** (attempt - 1), self.maximum_s))
        except OverflowError:
            return float(self.maximum_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A callable under an id.

    The callable takes the input, a map of its own, and as a second argument the whole `ToolCall`
    if it wants to; it gives plain data, dataclasses or Structs, directly or as an awaitable.

    Attributes:
        id: the id of a tool or agent, the text of an action, or ``agent/action``.
        kind: ``tool``, ``agent`` or ``action``; empty for any of them.
        quick: whether a function that is not a coroutine may run in the event loop's own thread,
            where it blocks everything else meanwhile; otherwise it runs in a thread of its own.
        timeout_s: how long one attempt may take; a thread cannot be stopped and runs on unheard.
    """

    id: str
    function: Callable[..., Any]
    kind: str = ""
    quick: bool = False
    timeout_s: float | None = None
    retry: Retry = Retry()
    input_schema: Mapping[str, Any] | None = None
    output_schema: Mapping[str, Any] | None = None
    takes_call: bool = field(init=False, repr=False)
    is_inline: bool = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.id:
            raise BindingError("a binding needs an id")
        if self.kind and self.kind not in KINDS:
            kinds = ", ".join(KINDS)
            raise BindingError(f"{self.id!r}: kind {self.kind!r} is none of {kinds}")
        if self.timeout_s is not None and not self.timeout_s > 0:
            raise BindingError(f"{self.id!r}: a timeout must be above 0 s, not {self.timeout_s}")
        object.__setattr__(self, "takes_call", wants_call(self.id, self.function))
        object.__setattr__(self, "is_inline", self.quick or is_async(self.function))

    def arguments(self, call: ToolCall) -> tuple[Any, ...]:
        """Return what the callable is given: a copy of the input, and the call if it wants it."""
        given = _copied(call.input)
        return (given, call) if self.takes_call else (given,)


def _copied(value: Any) -> Any:
    """Copy plain data: what a tool does to its input, nobody else sees."""
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_copied(item) for item in value]
    return value


def is_async(function: Callable[..., Any]) -> bool:
    """Whether calling it gives a coroutine."""
    method = getattr(function, "__call__", None)  # noqa: B004 - the method, not whether it is there
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(method)


def wants_call(name: str, function: Callable[..., Any]) -> bool:
    """Whether a callable takes the call beside the input. Raises BindingError when neither."""
    if not callable(function):
        raise BindingError(f"{name!r}: {function!r} cannot be called")
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return False  # a built-in that does not tell
    for count in (2, 1):
        required = [
            parameter
            for parameter in signature.parameters.values()
            if parameter.default is parameter.empty and parameter.kind in _POSITIONAL
        ]
        if count == 2 and len(required) < 2:
            continue
        try:
            signature.bind(*range(count))
        except TypeError:
            continue
        return count == 2
    text = f"{name!r}: {function!r} must take the input, and may take the call: f(input, call)"
    raise BindingError(text)


_POSITIONAL: Final = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
)


def imported(target: str) -> Any:
    """Import what ``module:qualname`` names. Raises BindingError."""
    try:
        return named(target)
    except ResolveError as error:
        raise BindingError(str(error)) from error
