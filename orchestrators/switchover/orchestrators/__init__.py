"""The new system: one package per task type behind small interfaces and a factory."""

from switchover.engine.context import EngineContext
from switchover.orchestrators.activities import OrchestratedServices
from switchover.orchestrators.builtin import BUILTIN
from switchover.orchestrators.factory import OrchestratorFactory, TaskType, installed_task_types

__all__ = ["BUILTIN", "OrchestratedServices", "OrchestratorFactory", "TaskType", "services"]


def services(context: EngineContext) -> OrchestratedServices:
    """Make the task system: our own types, and those that are installed beside them."""
    factory = OrchestratorFactory((*BUILTIN, *installed_task_types()))
    return OrchestratedServices(factory, context)
