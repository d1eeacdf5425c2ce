"""How the run loop's activities reach the orchestrators."""

from __future__ import annotations

from .adapter import OrchestratedServices

__all__ = ["OrchestratedServices"]
