"""What the author wrote, found in the workflow again.

What went through a file or a server is data, also where it looks like a template. What was still to
be rendered of it is only to be had from the workflow: a configuration that is stored names the
places, and where each comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from switchover.engine import Run
from switchover.engine.config import Path, TaskConfig
from switchover.engine.rendering import Authored, AuthoredMap, origins, restored, value_at

from .item_scope import KEPT_BESIDE, Plain

__all__ = ["from_store", "to_store", "written", "written_outputs"]

AUTHORED: Final = "_authored"
"""The key of a stored configuration that names the places; no author writes it."""
DATA: Final = KEPT_BESIDE | {"with"}
"""What is given to a task is data as soon as there is a configuration to store."""


def written(run: Run, task: TaskConfig) -> TaskConfig:
    """Return the task that stands in the workflow where this one came from, or this one itself."""
    found = value_at(run.workflow.data, task.source.path) if task.source.path else None
    if not isinstance(found, Mapping):
        return task
    return task.types.task(found, source=task.source)


def written_outputs(run: Run, task: TaskConfig) -> Plain | None:
    """Return a task's `outputs` as its author wrote them.

    They are rendered last of all; by then the task may have been through hands that made data of
    them, which is told by their being what stands in the workflow.
    """
    outputs = task.outputs
    if outputs is None:
        return None
    template = written(run, task).outputs
    return template if template == outputs else outputs


def to_store(config: Plain) -> Plain:
    """Return a configuration together with the places of what is still to be rendered.

    A place is a key, where the value stands as in the task's template, or a path and the one in the
    workflow that the value comes from.
    """
    if AUTHORED in config:
        return config
    if isinstance(config, AuthoredMap):
        return {**config, AUTHORED: config.live}
    places: list[tuple[Path, Path]] = []
    for key, value in config.items():
        if isinstance(value, Authored) or (key not in DATA and not isinstance(value, str)):
            places += origins(value, (key,))
    return {**config, AUTHORED: places} if places else config


def from_store(run: Run, stored: Plain, template: TaskConfig) -> Plain:
    """Return a stored configuration with its templates, as it was before it was stored."""
    places = stored.get(AUTHORED)
    if places is None:
        return _as_template(run, stored, template)
    data = {key: value for key, value in stored.items() if key != AUTHORED}
    own = template.source.path
    pairs = (((at,), (*own, at)) if isinstance(at, str) else at for at in places)
    config: Plain = restored(data, pairs, run.workflow.data)
    return config


def _as_template(run: Run, stored: Plain, template: TaskConfig) -> Plain:
    """Return a configuration that names no places: the old services stored it, or it has none.

    What stands in it as it stands in its template is still to be rendered, and so is what its agent
    has from the agent of the task around it; the rest is data.
    """
    config = _same(stored, template.data)
    agent, path = config.get("agent"), template.source.path
    if isinstance(agent, Mapping) and path:
        above = value_at(run.workflow.data, path[: -1 if isinstance(path[-1], str) else -2])
        source = above.get("agent") if isinstance(above, Mapping) else None
        if isinstance(source, Mapping):
            config["agent"] = _same(agent, source)
    return config


def _same(stored: Plain, known: Plain) -> dict[str, Any]:
    """Return a map in which what is the same in the other one is that."""
    return {
        key: known[key] if key in known and known[key] == value else value
        for key, value in stored.items()
    }
