"""The tools, agents and actions that are bound, and how they are called."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from ..config.schemas import Schemas
from ..context import ToolCall, Tools
from ..errors import EngineError
from ..limits import TimeExpired, within
from ..plain_json import NO_PLAIN_DATA, as_read
from ..plugins import offered
from .binding import Binding
from .calling import Caller
from .declared import check_fit
from .errors import BindingError, ToolError

__all__ = ["GROUP", "ToolRegistry", "installed"]

GROUP: Final = "switchover.tools"
SCHEMAS: Final = Schemas()


class ToolRegistry:
    """Calls what is bound to an id; what is not goes to the tools in its place, if any.

    Args:
        unbound: what to call instead of an id nobody bound, such as `EchoTools`.
        caller: calls the functions, within its limits.
    """

    def __init__(
        self,
        bindings: Iterable[Binding] = (),
        *,
        unbound: Tools | None = None,
        caller: Caller | None = None,
    ) -> None:
        self._bindings: dict[tuple[str, str], Binding] = {}
        self._unbound = unbound
        self._caller = caller or Caller()
        for binding in bindings:
            self.register(binding)

    @property
    def bindings(self) -> tuple[Binding, ...]:
        return tuple(self._bindings.values())

    @property
    def echoes(self) -> bool:
        """Whether there is something to call in place of an id that nobody bound."""
        return self._unbound is not None

    @property
    def given_up(self) -> Counter[str]:
        """How many calls of plain functions were given up and still run, by the binding's id."""
        return self._caller.given_up

    def register(self, binding: Binding) -> None:
        """Bind an id. Raises BindingError when it is bound already."""
        key = (binding.kind, binding.id)
        taken = self._bindings.get(key)
        if taken is not None:
            text = (
                f"{binding.id!r} is bound to {taken.function!r} already, not {binding.function!r}"
            )
            raise BindingError(text, code="BINDING_DUPLICATE")
        self._bindings[key] = binding

    def find(self, kind: str, name: str, action: str | None = None) -> Binding | None:
        """Find the binding of a call: an agent's action before the agent, a kind before any."""
        names = (f"{name}/{action}", name) if action else (name,)
        keys = ((of, each) for each in names for of in (kind, ""))
        return next((self._bindings[key] for key in keys if key in self._bindings), None)

    def is_quick(self, call: ToolCall) -> bool:
        """Whether a call is not worth an activity of its own: its function said so, or is none."""
        binding = self.find(call.kind, call.id, call.action)
        return binding is None or binding.quick

    async def call(self, request: ToolCall) -> Any:
        """Call what is bound to the request's id.

        Raises:
            ToolError: ``TOOL_UNBOUND``, ``TOOL_INPUT``, ``TOOL_OUTPUT``, ``TOOL_TIMEOUT``,
                ``TOOL_THREADS``, or ``TOOL_FAILED`` with what the tool raised, whatever it was.
        """
        binding = self.find(request.kind, request.id, request.action)
        if binding is not None:
            return await self._tried(binding, request)
        if self._unbound is None:
            text = "is not bound; bind it in the bindings file, or run with --echo"
            raise ToolError("TOOL_UNBOUND", request, text, retryable=False)
        return await self._unbound.call(request)

    async def _tried(self, binding: Binding, call: ToolCall) -> Any:
        check_fit(call, binding.input_schema, call.input, what="input", schemas=SCHEMAS)
        attempt = 0
        while True:
            attempt += 1
            try:
                return await self._once(binding, call)
            except EngineError as error:
                delay = binding.retry.delay_s(attempt) if error.retryable else None
                if delay is None:
                    raise
            await asyncio.sleep(delay)

    async def _once(self, binding: Binding, call: ToolCall) -> Any:
        if binding.is_inline:
            return await self._timed(binding, call)
        async with self._caller.place(binding):
            return await self._timed(binding, call)

    async def _timed(self, binding: Binding, call: ToolCall) -> Any:
        try:
            outcome = await within(binding.timeout_s, self._caller.outcome(binding, call))
        except TimeExpired:
            text = f"took longer than {binding.timeout_s:g} s"
            raise ToolError("TOOL_TIMEOUT", call, text) from None
        if outcome.error is not None:
            raise _failure(call, outcome.error) from outcome.error
        plain = _plain(call, outcome.output)
        check_fit(call, binding.output_schema, plain, what="output", schemas=SCHEMAS)
        check_fit(call, call.output_schema, plain, what="output", schemas=SCHEMAS)
        return plain


def installed() -> tuple[Binding, ...]:
    """Give the bindings that packages offer through the entry points ``switchover.tools``.

    An entry point's name is the id; its object a callable or a `Binding`.
    """
    found = []
    for point in offered(GROUP):
        try:
            target = point.load()
        except (ImportError, AttributeError) as error:
            text = f"tool {point.name!r} ({point.value}) does not import: {error}"
            raise BindingError(text) from error
        is_binding = isinstance(target, Binding)
        found.append(target if is_binding else Binding(id=point.name, function=target))
    return tuple(found)


def _failure(call: ToolCall, error: BaseException) -> EngineError:
    """Give what a call failed with; an error of the engine's own kind is one already."""
    if isinstance(error, EngineError):
        return error
    name = type(error).__name__
    try:
        text = f"raised {name}: {error}"
    except Exception:  # noqa: BLE001 - an error that cannot be told is one all the same
        text = f"raised {name}, which has no text"
    return ToolError("TOOL_FAILED", call, text, type=name)


def _plain(call: ToolCall, output: Any) -> Any:
    try:
        return as_read(output, "the output")
    except NO_PLAIN_DATA as error:
        text = f"gave no plain data: {error}"
        raise ToolError("TOOL_OUTPUT", call, text, retryable=False) from error
