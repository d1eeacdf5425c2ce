"""The old task services: shared services that switch on the task type."""

from __future__ import annotations

from .options import STRICT, Options
from .task_services import LegacyServices, services, strict_services

__all__ = ["STRICT", "LegacyServices", "Options", "services", "strict_services"]
