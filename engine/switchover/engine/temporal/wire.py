"""What travels between a workflow and its activities: requests and results, as JSON.

A task's configuration travels as its path in the workflow where it stands there unchanged, so that
a history holds the definition once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from ..config import TaskConfig
from ..plain_json import encode
from ..run.codec import Codec
from ..run.lifecycle import RunFailure, TriggerRun
from ..run.services import (
    CreateState,
    Execution,
    ProcessSignal,
    Run,
    Signal,
    TaskCall,
)
from ..states import TaskError, TaskState

__all__ = ["Wire"]

_decode = msgspec.json.Decoder().decode
_convert = msgspec.convert


class Wire:
    """Translates for one run; the run itself is known on both ends."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._codec = Codec(run.workflow)

    def request(self, value: object) -> bytes:
        """Write what an activity is asked to do."""
        return encode((type(value).__name__, _WRITE[type(value)](self, value)))

    def read_request(self, data: bytes) -> Any:
        """Read what `request` wrote."""
        name, body = _decode(data)
        return _READ[name](self, body)

    def result(self, value: object) -> bytes:
        """Write what an activity gave, or `Failed` for the error that it raised."""
        return self._codec.encode(value)

    def read_result(self, data: bytes) -> Any:
        """Read what `result` wrote."""
        return self._codec.decode(data)

    def task(self, value: TaskConfig) -> Any:
        """Write a task's configuration."""
        return self._codec.task(value)

    def read_task(self, body: Any) -> TaskConfig:
        """Read what `task` wrote."""
        return self._codec.read_task(body)

    def create(self, value: CreateState) -> Any:
        return {"task": self._codec.task(value.task), "row": value.row}

    def read_create(self, body: Any) -> CreateState:
        return CreateState(run=self.run, task=self._codec.read_task(body["task"]), row=body["row"])

    def call(self, value: TaskCall) -> Any:
        return {
            "task": self._codec.task(value.task),
            "state": value.state,
            "row": value.row,
            "causes": value.causes,
        }

    def read_call(self, body: Any) -> TaskCall:
        return TaskCall(
            run=self.run,
            task=self._codec.read_task(body["task"]),
            state=_convert(body["state"], TaskState),
            row=body["row"],
            causes=_convert(body["causes"], dict[str, TaskError]),
        )

    def process(self, value: ProcessSignal) -> Any:
        return {
            "call": self.call(value.call),
            "response": self._codec.response(value.response),
            "signal": value.signal,
            "processed": value.processed,
        }

    def read_process(self, body: Any) -> ProcessSignal:
        return ProcessSignal(
            call=self.read_call(body["call"]),
            response=self._codec.read_response(body["response"]),
            signal=_convert(body["signal"], Signal | None),
            processed=_convert(body["processed"], Execution | None),
        )


_WRITE: Final[dict[type, Callable[[Wire, Any], Any]]] = {
    Run: lambda *_: {},
    TriggerRun: lambda _, value: {"input": value.input},
    RunFailure: lambda _, value: {"error": value.error},
    CreateState: Wire.create,
    TaskCall: Wire.call,
    ProcessSignal: Wire.process,
}
_READ: Final[dict[str, Callable[[Wire, Any], Any]]] = {
    "Run": lambda wire, _: wire.run,
    "TriggerRun": lambda wire, body: TriggerRun(run=wire.run, input=body["input"]),
    "RunFailure": lambda wire, body: RunFailure(
        run=wire.run, error=_convert(body["error"], TaskError)
    ),
    "CreateState": Wire.read_create,
    "TaskCall": Wire.read_call,
    "ProcessSignal": Wire.read_process,
}
