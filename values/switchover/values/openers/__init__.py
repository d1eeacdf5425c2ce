"""What opens how."""

from . import code, raised, scalars  # noqa: F401 - each registers what it opens
from .registry import opener, opens, reduce, register

__all__ = ["opener", "opens", "reduce", "register"]
