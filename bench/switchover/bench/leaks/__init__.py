"""What stays behind: objects, threads, descriptors, tasks and processes that grow with calls."""

from __future__ import annotations

from .driver import watch

__all__ = ["watch"]
