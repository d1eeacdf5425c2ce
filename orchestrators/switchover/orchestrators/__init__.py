"""The new system: one package per task type behind small interfaces and a factory.

Names are loaded when they are first used, so that a type can be imported without its siblings.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

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

_HOMES = {
    "BUILTIN": "builtin",
    "OrchestratedServices": "activities",
    "OrchestratorFactory": "factory",
    "TaskType": "factory",
    "default_factory": "system",
    "services": "system",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
