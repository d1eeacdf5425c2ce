"""What opens how."""

from __future__ import annotations

from . import code, containers, raised, scalars, streams  # noqa: F401 - each registers what it opens
from .registry import opener, opens, reduce, register

__all__ = ["opener", "opens", "reduce", "register"]
