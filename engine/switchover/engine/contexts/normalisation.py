"""A task's configuration as it will run: rendered, then laid over the configuration as written."""

from collections.abc import Mapping
from typing import Any

from switchover.engine.config import TaskConfig
from switchover.engine.contexts.rendering import Context, Renderer


def normalised(
    task: TaskConfig, renderer: Renderer, context: Context, *, skip: frozenset[str]
) -> TaskConfig:
    """Render a configuration and merge the result into it.

    The merge is the one of configurations: a scalar that renders to nothing keeps its template,
    and keys of maps are joined. Schemas are never rendered. What stands under a key to skip, at
    any depth, is rendered later by whom it concerns.
    """
    written: Mapping[str, Any] = task.data
    if "input" in written or "output" in written:
        written = {key: value for key, value in written.items() if key not in SCHEMAS}
    changes = renderer.changes(written, context, skip)
    return task.merge(_present(changes)) if changes else task


SCHEMAS = frozenset({"input", "output"})


def _present(rendered: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in rendered.items() if value is not None}
