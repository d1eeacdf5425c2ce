"""The parts a task system is built from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from .store import Storage, Store

__all__ = ["Dispatcher", "EngineContext", "ToolCall", "Tools"]


class Tools(Protocol):
    """Calls what does the work: tools and agents."""

    async def call(self, request: ToolCall) -> Any:
        """Return what the tool gave (plain data).

        Raises:
            ToolError: the tool failed, ran out of time, or is not bound.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """One call of a tool or agent.

    Attributes:
        kind: ``tool``, ``agent`` or ``action`` (a task that names only an action).
        id: the tool's or agent's id; for ``action`` the action itself.
        action: the agent's action id, if any.
        input: what it is given, rendered.
        output_schema: the JSON Schema its output is to fit, if the configuration has one.
        config: the rest of its rendered configuration (instructions, prompt, env, ...).
        position: where it is named, as ``file:line:column``, where that is known.
    """

    kind: str
    id: str
    action: str | None
    input: dict[str, Any]
    output_schema: dict[str, Any] | None
    config: dict[str, Any]
    position: str = ""


class Dispatcher(Protocol):
    """Sends the signals of signal tasks to the workflows that they trigger."""

    async def dispatch(
        self, *, signal_id: str, payload: dict[str, Any], correlation_id: str
    ) -> None:
        """Hand the signal over; whether it triggers a workflow is not the sender's affair."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineContext:
    """What every task system is given; each part can be a real one, an overlay or a recording.

    Attributes:
        new_id: makes an exec id; deterministic within a run, so that a replay makes the same.
        now: UTC seconds since the epoch.
    """

    store: Store
    storage: Storage
    tools: Tools
    dispatcher: Dispatcher
    new_id: Callable[[], str]
    now: Callable[[], float]
