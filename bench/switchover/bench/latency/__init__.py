"""How long: paired samples in fresh processes, a sequential interval, a three-way verdict."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .account import unmeasured
    from .decision import StoppingRule
    from .measurement import LatencyProgress, LatencySettings, can_pin, measure, settles
    from .sampler import Job

__all__ = [
    "Job",
    "LatencyProgress",
    "LatencySettings",
    "StoppingRule",
    "can_pin",
    "measure",
    "settles",
    "unmeasured",
]

_HOMES = {
    ".account": ("unmeasured",),
    ".decision": ("StoppingRule",),
    ".measurement": ("LatencyProgress", "LatencySettings", "can_pin", "measure", "settles"),
    ".sampler": ("Job",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import late: a launch needs only what samples, and starts often."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name], __name__), name)
    return found


def __dir__() -> list[str]:
    return __all__
