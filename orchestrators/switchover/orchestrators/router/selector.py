"""What a router's condition yields."""

from __future__ import annotations

from typing import Any

from switchover.engine import Run
from switchover.engine.conditions import ConditionError, Conditions
from switchover.engine.config import RouterTask
from switchover.engine.rendering import EVERYTHING, AuthoredText, as_written

from ..shared.variables import Variables
from ..shared.written import written

__all__ = ["Selector"]


class Selector:
    """Reads a rendered condition: as the key of a route, or else as an expression in CEL."""

    def __init__(self, variables: Variables, conditions: Conditions) -> None:
        self._variables = variables
        self._conditions = conditions

    def select(self, run: Run, task: RouterTask, parent: str | None) -> str:
        """Return the text, or what it yields as CEL where it is no route and compiles.

        A condition that rendered to nothing has kept its template. One that was rendered is data,
        and never an expression: what arrived with it would be executed.
        """
        text = "" if isinstance(task.condition, AuthoredText) else task.condition.strip()
        is_data = isinstance(written(run, task).data.get("condition"), AuthoredText)
        if not text or text in task.routes or is_data:
            return text
        try:
            self._conditions.check(text)
            variables = self._variables.task(run, task, parent)(EVERYTHING)
            value = _text(self._conditions.value(text, variables))
        except ConditionError:
            return text
        return text if value is None else value


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return str(as_written(value)).strip() if isinstance(value, str | int | float) else None
