"""Regular expressions in Go's syntax and meaning, in time linear in the text.

Python's own ``re`` backtracks: a hostile pattern would hang it. This one walks all alternatives at
once. Source: the syntax of Go's regexp (RE2); the Pike machine (Cox, "Regular Expression Matching:
the Virtual Machine Approach", 2009).
"""

from __future__ import annotations

from ._example import example
from ._machine import Match, search
from ._operations import Pattern, compile_pattern, quote_meta
from ._pieces import PatternError

__all__ = ["Match", "Pattern", "PatternError", "compile_pattern", "example", "quote_meta", "search"]
