"""Writes what activities return into the journal, and reads it back on resume.

A task's configuration is written as its path in the workflow where it stands there unchanged, and
as plain data where a task system rendered it: with the places of what is not rendered yet, which is
taken from the workflow again, because data that was read from a file is never a template.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from ..config import TaskConfig, WorkflowConfig
from ..errors import EngineError
from ..plain_json import encode
from ..rendering import origins, restored, value_at
from ..states import TaskError, TaskState, WorkflowState
from .activities import Started
from .services import (
    Child,
    Children,
    Created,
    Signal,
    SignalOutcome,
    StopRule,
    TaskFailed,
    TaskResponse,
    Wait,
    Work,
)

__all__ = ["Codec", "Failed"]

_decode = msgspec.json.Decoder().decode
_convert = msgspec.convert


class Failed(msgspec.Struct, frozen=True):
    """A failed attempt, as an error that can be raised again."""

    error: EngineError


class Codec:
    """Translates the values of one workflow's runs."""

    def __init__(self, workflow: WorkflowConfig) -> None:
        self._workflow = workflow

    def encode(self, value: object) -> bytes:
        """Write a result of an activity, or a failed attempt at one."""
        plain = _PLAIN.get(type(value))
        body = value if plain is None else plain(self, value)
        return encode((type(value).__name__, body))

    def decode(self, entry: bytes) -> Any:
        """Read what `encode` wrote."""
        name, body = _decode(entry)
        read = _READ.get(name)
        return body if read is None else read(self, body)

    def task(self, task: TaskConfig) -> Any:
        path = task.source.path
        if path and value_at(self._workflow.data, path) is task.data:
            return {"path": path}
        return {"path": path, "data": task.data, "authored": list(origins(task.data))}

    def read_task(self, body: Any) -> TaskConfig:
        path = tuple(body["path"])
        data = body["data"] if "data" in body else value_at(self._workflow.data, path)
        data = restored(data, body.get("authored", ()), self._workflow.data)
        return self._workflow.types.task(data, source=self._workflow.source.child(*path))

    def response(self, value: TaskResponse) -> Any:
        following = value.next_task and self.task(value.next_task)
        return {"state": value.state, "next": following, "succeeded": value.succeeded}

    def read_response(self, body: Any) -> TaskResponse:
        following = body["next"] and self.read_task(body["next"])
        state = _convert(body["state"], TaskState)
        return TaskResponse(state=state, next_task=following, succeeded=body["succeeded"])

    def created(self, value: Created) -> Any:
        return {
            "state": value.state,
            "task": self.task(value.task),
            "work": value.work,
            "wait": value.wait,
        }

    def read_created(self, body: Any) -> Created:
        return Created(
            state=_convert(body["state"], TaskState),
            task=self.read_task(body["task"]),
            work=Work(body["work"]),
            wait=_convert(body["wait"], Wait | None),
        )

    def children(self, value: Children) -> Any:
        items = [(child.row, self.task(child.task)) for child in value.items]
        return {
            "items": items,
            "limit": value.limit,
            "stop": value.stop,
            "abort_on_error": value.abort_on_error,
        }

    def read_children(self, body: Any) -> Children:
        return Children(
            items=tuple(Child(row=row, task=self.read_task(task)) for row, task in body["items"]),
            limit=body["limit"],
            stop=_convert(body["stop"], StopRule),
            abort_on_error=body["abort_on_error"],
        )

    def started(self, value: Started) -> Any:
        """Write what the loop needs: a task that just responded is its response alone."""
        waits = value.created is not None and value.created.wait is not None
        keep = waits or value.children is not None
        return {
            "created": self.created(value.created) if keep and value.created else None,
            "response": value.response and self.response(value.response),
            "children": value.children and self.children(value.children),
        }

    def read_started(self, body: Any) -> Started:
        return Started(
            created=body["created"] and self.read_created(body["created"]),
            response=body["response"] and self.read_response(body["response"]),
            children=body["children"] and self.read_children(body["children"]),
        )

    def outcome(self, value: SignalOutcome) -> Any:
        return {
            "processor": value.processor and self.task(value.processor),
            "response": value.response and self.response(value.response),
            "resumes": value.resumes,
        }

    def read_outcome(self, body: Any) -> SignalOutcome:
        return SignalOutcome(
            processor=body["processor"] and self.read_task(body["processor"]),
            response=body["response"] and self.read_response(body["response"]),
            resumes=body["resumes"],
        )

    def failed(self, value: Failed) -> Any:
        error = value.error
        body = error.plain()
        if isinstance(error, TaskFailed):
            body["task"] = error.error
            body["response"] = error.response and self.response(error.response)
        return body

    def read_failed(self, body: Any) -> Failed:
        if "task" in body:
            response = body["response"] and self.read_response(body["response"])
            return Failed(TaskFailed(_convert(body["task"], TaskError), response))
        return Failed(EngineError(**body))


_PLAIN: Final[dict[type, Callable[[Codec, Any], Any]]] = {
    Started: Codec.started,
    TaskResponse: Codec.response,
    SignalOutcome: Codec.outcome,
    Failed: Codec.failed,
}
_READ: Final[dict[str, Callable[[Codec, Any], Any]]] = {
    "Started": Codec.read_started,
    "TaskResponse": Codec.read_response,
    "SignalOutcome": Codec.read_outcome,
    "Failed": Codec.read_failed,
    "Signal": lambda _, body: _convert(body, Signal),
    "WorkflowState": lambda _, body: _convert(body, WorkflowState),
}
