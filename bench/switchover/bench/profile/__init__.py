"""Where it went: differential profiles of both sides on the same inputs."""

from __future__ import annotations

from .driver import explain
from .explanation import FILES, Explanation, FunctionShift, html, svg, write

__all__ = ["FILES", "Explanation", "FunctionShift", "explain", "html", "svg", "write"]
