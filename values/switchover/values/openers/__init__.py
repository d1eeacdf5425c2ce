"""What opens how."""

from __future__ import annotations

from . import code, containers, raised, scalars, streams  # noqa: F401 - each registers what it opens
from .classes import is_named
from .opening import opens
from .registry import opener, reduce, register

__all__ = ["is_named", "opener", "opens", "reduce", "register"]
