"""The new system: one package per task type behind small interfaces and a factory.

Names are loaded when they are first used, so that a type can be imported without its siblings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchover.ground import late

if TYPE_CHECKING:
    from .activities import OrchestratedServices
    from .builtin import BUILTIN
    from .factory import OrchestratorFactory, TaskType
    from .system import default_factory, services

__all__ = [
    "BUILTIN",
    "OrchestratedServices",
    "OrchestratorFactory",
    "TaskType",
    "default_factory",
    "services",
]

# Late, for a type can be had without its siblings.
__getattr__, __dir__ = late(
    globals(),
    {
        ".activities": "OrchestratedServices",
        ".builtin": "BUILTIN",
        ".factory": "OrchestratorFactory TaskType",
        ".system": "default_factory services",
    },
)
