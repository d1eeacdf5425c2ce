"""Where it went: differential profiles of both sides on the same inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchover.ground import late

if TYPE_CHECKING:
    from .driver import explain
    from .explanation import FILES, Explanation, FunctionShift, html, svg, write

__all__ = ["FILES", "Explanation", "FunctionShift", "explain", "html", "svg", "write"]

# Late, for few pairs are profiled.
__getattr__, __dir__ = late(
    globals(),
    {
        ".driver": "explain",
        ".explanation": "Explanation FILES FunctionShift html svg write",
    },
)
