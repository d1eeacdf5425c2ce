"""Authored texts and what they become with data."""

from switchover.engine.rendering.template_engine import RenderingError, TemplateEngine

__all__ = ["RenderingError", "TemplateEngine"]
