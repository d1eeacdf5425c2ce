"""What a router's condition yields."""

from typing import Any

from switchover.engine.conditions import ConditionError, Conditions
from switchover.engine.config import RouterTask
from switchover.engine.contexts import Renderer, as_written
from switchover.engine.contexts.references import EVERYTHING
from switchover.engine.run.services import Run
from switchover.orchestrators.shared.scopes import Scopes


class Selector:
    """Reads a rendered condition: as the key of a route, or else as an expression in CEL.

    The condition is rendered here as well, because one that renders to nothing has kept its
    template in the configuration.
    """

    def __init__(self, scopes: Scopes, renderer: Renderer, conditions: Conditions) -> None:
        self._scopes = scopes
        self._renderer = renderer
        self._conditions = conditions

    def select(self, run: Run, task: RouterTask) -> str:
        """Return the text, or what it yields as CEL where it is no route and compiles."""
        context = self._scopes.task(run, task)
        text = str(self._renderer.render(task.condition, context)).strip()
        if not text or text in task.routes:
            return text
        try:
            self._conditions.check(text)
            variables = context(EVERYTHING)
            value = _text(self._conditions.value(text, variables))
        except ConditionError:
            return text
        return text if value is None else value


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return str(as_written(value)).strip() if isinstance(value, str | int | float) else None
