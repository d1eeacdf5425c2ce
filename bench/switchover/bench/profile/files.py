"""The names of the files that show a profile."""

from __future__ import annotations

__all__ = ["FILES"]

FILES = (
    "difference.svg",
    "difference.html",
    "control.speedscope.json",
    "candidate.speedscope.json",
)
"""What `write` writes, in its order."""
