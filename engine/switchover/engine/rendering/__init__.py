"""Authored text becomes data: compiled when a workflow is loaded, rendered once.

What came out of a template, and whatever came in as data, is never looked at for templates again.
"""

from __future__ import annotations

from switchover.engine.rendering.authored import (
    Authored,
    AuthoredList,
    AuthoredMap,
    AuthoredText,
    authored,
    origins,
    plain,
    restored,
    value_at,
)
from switchover.engine.rendering.errors import RenderingError
from switchover.engine.rendering.mentions import EVERYTHING, References
from switchover.engine.rendering.normalisation import normalised
from switchover.engine.rendering.numbers import JsonNumbers, as_floats, as_written
from switchover.engine.rendering.outputs import transformed
from switchover.engine.rendering.renderer import Prepared, Renderer, Renders, VariablesOf
from switchover.engine.rendering.task_rows import NearRows, TaskRows
from switchover.engine.rendering.task_variable import TaskVariable, error_map
from switchover.engine.rendering.text import Policy
from switchover.engine.rendering.variables import Root, Roots, constant, variables_for

__all__ = [
    "EVERYTHING",
    "Authored",
    "AuthoredList",
    "AuthoredMap",
    "AuthoredText",
    "JsonNumbers",
    "NearRows",
    "Policy",
    "Prepared",
    "References",
    "Renderer",
    "RenderingError",
    "Renders",
    "Root",
    "Roots",
    "TaskRows",
    "TaskVariable",
    "VariablesOf",
    "as_floats",
    "as_written",
    "authored",
    "constant",
    "error_map",
    "normalised",
    "origins",
    "plain",
    "restored",
    "transformed",
    "value_at",
    "variables_for",
]
