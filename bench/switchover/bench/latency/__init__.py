"""How long: paired samples in fresh processes, a sequential interval, a three-way verdict."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .account import unmeasured
    from .decision import StoppingRule
    from .measurement import (
        LatencyProgress,
        LatencySettings,
        can_pin,
        measure,
        settles,
    )
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

_HOME = {
    "Job": "sampler",
    "LatencyProgress": "measurement",
    "StoppingRule": "decision",
    "LatencySettings": "measurement",
    "can_pin": "measurement",
    "measure": "measurement",
    "settles": "measurement",
    "unmeasured": "account",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is asked for: a launch needs only what samples, and starts often."""
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
