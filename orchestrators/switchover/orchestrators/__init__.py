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
    ".activities": ("OrchestratedServices",),
    ".builtin": ("BUILTIN",),
    ".factory": ("OrchestratorFactory", "TaskType"),
    ".system": ("default_factory", "services"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import late: a type can be had without its siblings."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name], __name__), name)
    return found


def __dir__() -> list[str]:
    return __all__
