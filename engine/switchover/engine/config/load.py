"""A workflow from its file: what the file leaves out is filled in, what it says is not touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any, cast

from .document import Document, parse_yaml, read_yaml
from .field import FieldError
from .problem import ConfigError, Path, Problem
from .registry import TaskTypes
from .rules import validate_workflow
from .source import ValueOrigin
from .task import DEFAULT_TYPE
from .workflow import WorkflowConfig

__all__ = ["adopt", "load_workflow", "parse_workflow", "read_workflow"]


def read_workflow(
    path: str | FilePath, types: TaskTypes, *, env: Mapping[str, str] | None = None
) -> WorkflowConfig:
    """Read a workflow's file, without looking for violations.

    `env` is the project's, which overwrites the workflow's. Raises ConfigError for what is no
    YAML or no map, OSError for what cannot be opened.
    """
    return adopt(read_yaml(path), types, cwd=FilePath(path).resolve().parent, env=env)


def load_workflow(path: str | FilePath, types: TaskTypes) -> WorkflowConfig:
    """Read a workflow that has no errors.

    Raises ConfigError with all of them, OSError when the file cannot be opened.
    """
    workflow = read_workflow(path, types)
    validate_workflow(workflow)
    return workflow


def parse_workflow(
    text: str, types: TaskTypes, *, name: str = "<text>", cwd: str | FilePath = "."
) -> WorkflowConfig:
    """Read a workflow from text as `read_workflow` does; `cwd` stands for the file's folder."""
    return adopt(parse_yaml(text, name), types, cwd=FilePath(cwd).resolve())


def adopt(
    document: Document,
    types: TaskTypes,
    *,
    cwd: FilePath,
    env: Mapping[str, str] | None = None,
) -> WorkflowConfig:
    """Take a document as a workflow that lives in a folder.

    Every task without a type becomes basic, and every one without a CWD gets the folder. A wait
    task's processor that names what to run gets an id as well, and a note says so.
    """
    data = document.data
    if not isinstance(data, dict):
        problem = Problem(
            code="SHAPE",
            message="a workflow must be a map",
            position=document.at(()),
            value=data,
            allowed="a map",
        )
        raise ConfigError([problem])
    workflow: dict[str, Any] = {"CWD": str(cwd), "file_path": document.name, **data}
    if env:
        workflow["config"] = _with_env(workflow.get("config") or {}, env)
    source = ValueOrigin(document)
    tasks = workflow.get("tasks")
    notes: list[Problem] = []
    for index, task in enumerate(tasks if isinstance(tasks, list) else ()):
        if isinstance(task, dict):
            below = _fill(task, types, source.child("tasks", index), str(workflow["CWD"]))
            notes += (note.below("tasks", index) for note in below)
    return WorkflowConfig(workflow, types, source, tuple(notes))


def _with_env(options: Any, env: Mapping[str, str]) -> Any:
    own = options.get("env") or {} if isinstance(options, dict) else None
    return {**options, "env": {**own, **env}} if isinstance(own, dict) else options


def _fill(
    data: dict[str, Any],
    types: TaskTypes,
    source: ValueOrigin,
    cwd: str,
    default_type: str = DEFAULT_TYPE,
) -> Iterator[Problem]:
    if default_type and not data.get("type"):
        data["type"] = default_type
    data["CWD"] = cwd = data.get("CWD") or cwd
    task = types.task(data, source=source)
    try:
        nested, supplied = tuple(task.nested()), tuple(task.supplied())
    except FieldError:
        return  # validation says what is wrong here
    for note, value in supplied:
        _put(data, note.path, value)
        yield note
    for path, child in nested:
        inner = cast("dict[str, Any]", child)  # the document's own map, nobody else's yet
        below = _fill(inner, types, source.child(*path), cwd, task.nested_type)
        yield from (note.below(*path) for note in below)


def _put(data: Any, path: Path, value: Any) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value
