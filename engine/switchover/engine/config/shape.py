"""Whether each field holds the kind of value it should, before any rule looks at it."""

from __future__ import annotations

from collections.abc import Iterator

from switchover.engine.config.field import FieldError, fields_of
from switchover.engine.config.kinds import is_template
from switchover.engine.config.problem import Problem
from switchover.engine.config.task import TaskConfig

__all__ = ["shape_problems"]


def shape_problems(task: TaskConfig) -> Iterator[Problem]:
    """The fields whose value is of the wrong kind; text with a template in it may become any."""
    for name, field in fields_of(type(task)).items():
        value = task.data.get(name)
        if value is None or is_template(value):
            continue
        try:
            field.read(value)
        except FieldError as error:
            yield task.problem("SHAPE", error.message, *error.path, allowed=error.expects)
