"""Renders `outputs` over what a task gave."""

from __future__ import annotations

from typing import Any

from switchover.engine import Run
from switchover.engine.config import TaskConfig
from switchover.engine.rendering import transformed
from switchover.engine.states import TaskState

from .context_builder import ContextBuilder
from .renderer import Renderer

__all__ = ["OutputTransformer"]


class OutputTransformer:
    """Makes a task's output by its `outputs`."""

    def __init__(self, contexts: ContextBuilder, renderer: Renderer) -> None:
        self._contexts = contexts
        self._renderer = renderer

    def transformed(self, run: Run, task: TaskConfig, state: TaskState) -> dict[str, Any]:
        """Return the rendered `outputs` of a task that has any.

        Raises:
            EngineError: ``OUTPUT_TRANSFORMATION``, naming the task and the field.
        """
        context = self._contexts.outputs(run, task, state)
        return transformed(task.outputs or {}, self._renderer, context, label=f"task {task.id!r}")

    def applied(self, run: Run, task: TaskConfig, state: TaskState) -> dict[str, Any] | None:
        """Return the output that the row is to have; without `outputs` or output, its own."""
        if not task.outputs or state.output is None:
            return state.output
        return self.transformed(run, task, state)
