"""What opens how."""

from . import code, containers, raised, scalars, streams  # noqa: F401 - each registers what it opens
from .registry import opener, opens, reduce, register

__all__ = ["opener", "opens", "reduce", "register"]
