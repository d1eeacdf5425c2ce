"""The parts that orchestrators are built from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from switchover.engine import Dispatcher, EngineContext, Tools
from switchover.engine.rendering import Policy, Renderer, as_written
from switchover.engine.store import Store

from .configs import Configs
from .directory import Directory
from .rendering import TaskRenderer
from .variables import Variables

__all__ = ["OrchestratorContext"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrchestratorContext:
    """What an orchestrator may use; all orchestrators of one system share it.

    Attributes:
        new_id: makes an exec id.
        now: UTC seconds since the epoch.
    """

    store: Store
    configs: Configs
    tools: Tools
    dispatcher: Dispatcher
    variables: Variables
    renderer: Renderer
    tasks: TaskRenderer
    directory: Directory
    new_id: Callable[[], str]
    now: Callable[[], float]

    @classmethod
    def of(cls, engine: EngineContext) -> Self:
        """Build the parts on what the engine gives."""
        policy = Policy(
            typed=True,
            clock=lambda: datetime.fromtimestamp(engine.now(), UTC),
            result=as_written,
        )
        directory = Directory()
        variables, renderer = Variables(engine.store, directory), Renderer(policy)
        return cls(
            store=engine.store,
            configs=Configs(engine.storage),
            tools=engine.tools,
            dispatcher=engine.dispatcher,
            variables=variables,
            renderer=renderer,
            tasks=TaskRenderer(variables, renderer),
            directory=directory,
            new_id=engine.new_id,
            now=engine.now,
        )
