"""What task systems compute from configurations and rows: variables, rendering, progress, ends."""

from switchover.engine.contexts.completion import default_output, last_word
from switchover.engine.contexts.json_numbers import JsonNumbers, as_floats, as_written
from switchover.engine.contexts.normalisation import normalised
from switchover.engine.contexts.outputs import transformed
from switchover.engine.contexts.parent_status import parent_status
from switchover.engine.contexts.progress import Progress
from switchover.engine.contexts.references import References
from switchover.engine.contexts.rendering import Context, Renderer
from switchover.engine.contexts.task_rows import TaskRows
from switchover.engine.contexts.task_variable import TaskVariable, error_map
from switchover.engine.contexts.transitions import next_id, next_task
from switchover.engine.contexts.variables import Root, Roots, constant, variables_for

__all__ = [
    "Context",
    "JsonNumbers",
    "Progress",
    "References",
    "Renderer",
    "Root",
    "Roots",
    "TaskRows",
    "TaskVariable",
    "as_floats",
    "as_written",
    "constant",
    "default_output",
    "error_map",
    "last_word",
    "next_id",
    "next_task",
    "normalised",
    "parent_status",
    "transformed",
    "variables_for",
]
