"""The task system made of all orchestrators there are."""

from __future__ import annotations

from functools import cache

from switchover.engine import EngineContext

from .activities import OrchestratedServices
from .builtin import BUILTIN
from .factory import OrchestratorFactory, installed_task_types

__all__ = ["default_factory", "services"]


def services(context: EngineContext) -> OrchestratedServices:
    """Make the task system: our own types, and those that are installed beside them."""
    return OrchestratedServices(default_factory(), context)


@cache
def default_factory() -> OrchestratorFactory:
    """Return the factory of all types that were installed when it was first asked for."""
    return OrchestratorFactory((*BUILTIN, *installed_task_types()))
