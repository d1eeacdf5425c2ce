"""The engine's own task types, with the languages that stand inside a configuration."""

from __future__ import annotations

from switchover.engine.config.checks import Checks
from switchover.engine.config.registry import TaskTypes

__all__ = ["engine_types"]


def engine_types() -> TaskTypes:
    """A fresh registry of the eight types, whose conditions and templates are really compiled."""
    from switchover.engine.conditions import WAIT_NAMES, CelConditions
    from switchover.engine.templates import TemplateEngine

    conditions, templates = CelConditions(WAIT_NAMES), TemplateEngine()
    return TaskTypes(checks=Checks(condition=conditions.check, template=templates.compile))
