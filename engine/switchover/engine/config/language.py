"""The task types that workflows may use here, with the languages inside a configuration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..errors import EngineError
from ..plugins import offered
from .checks import Checks
from .registry import TaskTypes
from .task import TaskConfig

__all__ = ["GROUP", "engine_types", "installed_views"]

GROUP: Final = "switchover.tasks"


def engine_types() -> TaskTypes:
    """Give a fresh registry: the eight types of the engine, and those that are installed beside it.

    Conditions and templates are really compiled.

    Raises:
        EngineError: ``TYPE_PLUGIN``, for an installed type that cannot be used.
    """
    from ..conditions import WAIT_NAMES, CelConditions
    from ..rendering.text import check

    conditions = CelConditions(WAIT_NAMES)
    types = TaskTypes(checks=Checks(condition=conditions.check, template=check))
    for view in installed_views():
        types.register(view)
    return types


def installed_views() -> Iterator[type[TaskConfig]]:
    """Yield how the installed task types are configured, by the name of their entry point.

    Whatever stands there says so by its attribute `view`; the rest of it concerns the task system.
    """
    for point in offered(GROUP):
        try:
            view = point.load().view
        except (ImportError, AttributeError) as error:
            text = f"task type {point.name!r} ({point.value}) cannot be used: {error}"
            raise EngineError("TYPE_PLUGIN", text, retryable=False) from error
        if not (isinstance(view, type) and issubclass(view, TaskConfig)):
            text = f"task type {point.name!r} ({point.value}) has no TaskConfig for its view"
            raise EngineError("TYPE_PLUGIN", text, retryable=False)
        yield view
