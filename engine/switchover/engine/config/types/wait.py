"""The wait task: stops until a signal comes whose content fulfils its condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...durations import parse_duration
from ...errors import EngineError
from ..field import Field
from ..kinds import RECORD, TEXT, is_template
from ..problem import Path, Problem, Wrapper
from ..task import TaskConfig
from .executor import forbidden

__all__ = ["WaitTask"]

EXECUTORS = ("agent", "tool", "action")


class WaitTask(TaskConfig):
    """Waits for the signal `wait_for` until its condition holds or `timeout` has passed."""

    __slots__ = ()

    type_name = "wait"
    execution_type = "wait"
    nested_type = ""

    wait_for = Field(TEXT, "")
    on_timeout = Field(TEXT, "")
    processor_map = Field(RECORD, None, "processor")

    @property
    def processor(self) -> TaskConfig | None:
        """The task that looks at each signal before the condition does."""
        return None if self.processor_map is None else self.child("processor")

    def nested(self) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        if self.processor_map is not None:
            yield ("processor",), self.processor_map

    def supplied(self) -> Iterator[tuple[Problem, Any]]:
        """Take a processor that names what to run for basic, named after its wait task."""
        processor = self.processor_map
        if processor is None or not any(processor.get(name) for name in EXECUTORS):
            return
        for name, value in (("id", f"{self.id}-processor"), ("type", "basic")):
            if not processor.get(name):
                text = f"a processor needs {name}; taken to be {value!r}"
                code = f"WAIT_PROCESSOR_{name.upper()}"
                yield self.problem(code, text, "processor", name, severity="warning"), value

    def targets(self) -> Iterator[tuple[Path, str]]:
        yield from super().targets()
        yield ("on_timeout",), self.on_timeout

    def closing_rules(self) -> Iterator[Problem]:
        wrapper = Wrapper("WAIT", f"invalid wait task {self.id!r}")
        for problem in self._wait_rules():
            yield problem.within(wrapper)

    def _wait_rules(self) -> Iterator[Problem]:
        yield from forbidden(self, "WAIT_FORBIDDEN", "action", "agent", "tool")
        if not self.wait_for.strip():
            yield self.problem("WAIT_FOR", "a wait task needs the name of a signal", "wait_for")
        yield from self._condition_rules()
        yield from self._timeout_rules()
        yield from self._processor_rules()

    def _condition_rules(self) -> Iterator[Problem]:
        if not self.condition.strip():
            yield self.problem("WAIT_CONDITION", "a wait task needs a condition", "condition")
            return
        try:
            self.types.checks.condition(self.condition)
        except (EngineError, ValueError) as error:
            reason = f"no expression: {error}"
            if is_template(self.condition):
                reason = "a template; write CEL without braces, as signal.payload.ok == true"
            text = f"the condition is {reason}"
            yield self.problem("WAIT_CONDITION", text, "condition", allowed="CEL")

    def _timeout_rules(self) -> Iterator[Problem]:
        if not self.timeout or is_template(self.timeout):
            return
        try:
            seconds = parse_duration(self.timeout)
        except ValueError as error:
            yield self.problem("WAIT_TIMEOUT_INVALID", str(error), "timeout")
        else:
            if seconds <= 0:
                text = "a timeout must be longer than nothing"
                yield self.problem("WAIT_TIMEOUT_POSITIVE", text, "timeout", allowed="above 0s")

    def _processor_rules(self) -> Iterator[Problem]:
        processor = self.processor
        if processor is None:
            return
        if not processor.data.get("id"):
            text = "a processor needs an id"
            yield self.problem("WAIT_PROCESSOR_ID", text, "processor", "id")
        if not processor.data.get("type"):
            text = "a processor needs a type"
            yield self.problem("WAIT_PROCESSOR_TYPE", text, "processor", "type")
            return
        wrapper = Wrapper("WAIT_PROCESSOR", "invalid processor")
        for problem in self.types.problems(processor):
            yield problem.within(wrapper, "processor")
