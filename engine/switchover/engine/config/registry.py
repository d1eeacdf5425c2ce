"""Which task types there are: makes views of plain maps, and finds what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .checks import UNCHECKED, Checks
from .hints import field_hints
from .problem import ConfigError, Problem
from .shape import shape_problems
from .source import NOWHERE, ValueOrigin
from .task import DEFAULT_TYPE, TaskConfig
from .types import BUILTIN

__all__ = ["TaskTypes"]


class TaskTypes:
    """The task types that a system knows, each a subclass of TaskConfig under its name."""

    def __init__(
        self, views: Iterable[type[TaskConfig]] = BUILTIN, *, checks: Checks = UNCHECKED
    ) -> None:
        self.checks = checks
        self._views: dict[str, type[TaskConfig]] = {}
        for view in views:
            self.register(view)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._views)

    def register(self, view: type[TaskConfig]) -> None:
        """Add a type under its `type_name`. Raises ValueError when the name is empty or taken."""
        name = view.type_name
        if not name:
            raise ValueError(f"{view.__qualname__} has no type_name")
        if name in self._views:
            taken = self._views[name].__qualname__
            raise ValueError(f"task type {name!r} is {taken} already, not {view.__qualname__}")
        self._views[name] = view

    def task(self, data: Mapping[str, Any], *, source: ValueOrigin = NOWHERE) -> TaskConfig:
        """Give the view of a plain map; of an unknown type, with the fields of every task alone."""
        kind = data.get("type") or DEFAULT_TYPE
        view = self._views.get(kind, TaskConfig) if isinstance(kind, str) else TaskConfig
        return view(data, self, source)

    def problems(self, task: TaskConfig) -> Iterator[Problem]:
        """Everything that is wrong with a task, in the order in which the first failure wins."""
        faults = tuple(shape_problems(task))
        yield from faults
        yield from field_hints(task)
        faulty = {str(problem.path[0]) for problem in faults}
        for problem in self._rules(task.without(*faulty)):
            if not problem.path or problem.path[0] not in faulty:
                yield problem

    def validate(self, task: TaskConfig) -> None:
        """Raise ConfigError with the first error of a task."""
        for problem in self.problems(task):
            if problem.severity == "error":
                raise ConfigError([problem])

    def _rules(self, task: TaskConfig) -> Iterator[Problem]:
        if not task.cwd:
            yield task.problem("CWD", f"working directory required for {task.id!r}", "CWD")
        if type(task) is TaskConfig:
            text = f"invalid task type {task.type!r}"
            yield task.problem("TYPE", text, "type", allowed=", ".join(self.names))
        yield from task.rules()
        yield from task.closing_rules()
