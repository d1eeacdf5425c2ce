"""A task's configuration as it will run: rendered, then laid over the configuration as written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from ..errors import EngineError
from .authored import Authored, Path, plain
from .renderer import Renders, VariablesOf

if TYPE_CHECKING:
    from ..config import TaskConfig

__all__ = ["normalised"]

SCHEMAS: Final = frozenset({"input", "output"})
GIVEN: Final = "with"
"""What a task is given is data once it is rendered: nobody renders a part of it later."""


def normalised(
    task: TaskConfig, renderer: Renders, variables: VariablesOf, *, skip: frozenset[str]
) -> TaskConfig:
    """Render a configuration and merge the result into it.

    The merge is the one of configurations: a scalar that renders to nothing keeps its template
    (zero and false are something), and keys of maps are joined. Schemas are never rendered. What
    stands under a key to skip, at any depth, is rendered later by whom it concerns.
    """
    written: Mapping[str, Any] = task.data
    if "input" in written or "output" in written:
        written = {key: value for key, value in written.items() if key not in SCHEMAS}
    try:
        changes = renderer.changes(written, variables, skip)
    except EngineError as error:
        _place(error, task, skip)
        raise
    if not changes:
        return task
    given = written.get(GIVEN)
    if GIVEN in changes and not (isinstance(given, Authored) and not given.leaves(skip)):
        changes = {**changes, GIVEN: plain(changes[GIVEN])}
    return task.rendered({key: value for key, value in changes.items() if value is not None})


def _place(error: EngineError, task: TaskConfig, skip: frozenset[str]) -> None:
    """Tell an error where the template stands that met it."""
    template = error.details.get("template")
    for path in _paths(task.data, template, skip | SCHEMAS) if template else ():
        if place := task.position(*path):
            error.details["position"] = str(place)
        return


def _paths(value: Any, text: str, skip: frozenset[str], path: Path = ()) -> Iterator[Path]:
    if isinstance(value, str) and value == text:
        yield path
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key not in skip:
                yield from _paths(item, text, skip, (*path, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _paths(item, text, skip, (*path, index))
