"""Notes the branches that a call takes, within the process that runs it.

From Python 3.12 on it asks `sys.monitoring`; before, it puts probes into the code.
"""

from __future__ import annotations

import sys

from .monitoring import Monitoring
from .scope import Scope
from .watch import Watching

__all__ = ["Watching", "watching"]


def watching(scope: Scope, common: int | None = None) -> Watching:
    """Give what watches on this interpreter."""
    if sys.version_info >= (3, 12):
        return Monitoring(scope, common)
    from .probing import Probing  # what it knows of instructions is of Python 3.11

    return Probing(scope, common)
