"""Authored text becomes data: compiled when a workflow is loaded, rendered once.

What came out of a template, and whatever came in as data, is never looked at for templates again.
"""

from __future__ import annotations

from .authored import (
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
from .errors import RenderingError
from .mentions import EVERYTHING, References
from .normalisation import normalised
from .numbers import JsonNumbers, as_floats, as_written
from .outputs import transformed
from .renderer import Prepared, Renderer, Renders, VariablesOf
from .task_rows import NearRows, TaskRows
from .task_variable import TaskVariable, error_map
from .text import Policy
from .variables import Root, Roots, constant, variables_for

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
