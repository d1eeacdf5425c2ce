"""A task as configured: a typed, read-only view over the plain map that stands in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

from .field import Field, FieldError, fields_of
from .kinds import (
    FLAG,
    MAP,
    NUMBER,
    REFERENCE,
    TEXT,
    TEXT_LIST,
    TEXTS,
    WHOLE,
    keep_unless_zero,
    record,
)
from .problem import Path, Problem
from .rendered import as_fields
from .view import View

__all__ = ["DEFAULT_TYPE", "EMPTY", "RetryPolicy", "TaskConfig", "TaskOptions", "Transition"]

DEFAULT_TYPE: Final = "basic"
"""What a task is of which its file names no type."""
EMPTY: Mapping[str, Any] = {}
TRANSITIONS = ("on_success", "on_error")


@dataclass(frozen=True, slots=True)
class Transition:
    """Where to go after a task: the id of the next one, and a map that nobody merges."""

    data: Mapping[str, Any]

    next = Field(TEXT, "")
    with_ = Field(MAP, EMPTY, "with")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how soon a failed attempt is repeated; times are durations as text."""

    data: Mapping[str, Any]

    initial_interval = Field(TEXT, "")
    backoff_coefficient = Field(NUMBER, 0.0)
    maximum_attempts = Field(WHOLE, 0)
    maximum_interval = Field(TEXT, "")
    non_retryable_error_types = Field(TEXT_LIST, ())


@dataclass(frozen=True, slots=True)
class TaskOptions:
    """The `config` of a workflow or a task: timeouts as duration texts and the retry policy."""

    data: Mapping[str, Any]

    on_error_map = Field(record(Transition), EMPTY, "on_error")
    retry_policy_map = Field(record(RetryPolicy), EMPTY, "retry_policy")
    schedule_to_start_timeout = Field(TEXT, "")
    start_to_close_timeout = Field(TEXT, "")
    schedule_to_close_timeout = Field(TEXT, "")
    heartbeat_timeout = Field(TEXT, "")

    @property
    def retry_policy(self) -> RetryPolicy:
        return RetryPolicy(self.retry_policy_map)

    @property
    def on_error(self) -> Transition:
        return Transition(self.on_error_map)


@dataclass(frozen=True, slots=True)
class TaskConfig(View):
    """What every task can say about itself. A task type is a subclass with the fields it adds.

    `TaskTypes.task` makes the view that fits a map.
    """

    type_name: ClassVar[str] = ""
    execution_type: ClassVar[str] = "basic"
    nested_type: ClassVar[str] = DEFAULT_TYPE  # of the tasks inside, where a file names none

    id = Field(TEXT, "")
    type = Field(TEXT, "")
    resource = Field(TEXT, "")
    file_path = Field(TEXT, "")
    cwd = Field(TEXT, "", "CWD")
    options_map = Field(record(TaskOptions), EMPTY, "config")
    action = Field(TEXT, "")
    agent = Field(REFERENCE, None)
    tool = Field(REFERENCE, None)
    input = Field(REFERENCE, None)
    output = Field(REFERENCE, None)
    with_ = Field(MAP, None, "with")
    outputs = Field(MAP, None)
    env = Field(TEXTS, EMPTY)
    on_success_map = Field(record(Transition), EMPTY, "on_success")
    on_error_map = Field(record(Transition), EMPTY, "on_error")
    sleep = Field(TEXT, "")
    final = Field(FLAG, False)
    timeout = Field(TEXT, "")
    retries = Field(WHOLE, 0)
    condition = Field(TEXT, "")

    @property
    def options(self) -> TaskOptions:
        return TaskOptions(self.options_map)

    @property
    def on_success(self) -> Transition:
        return Transition(self.on_success_map)

    @property
    def on_error(self) -> Transition:
        return Transition(self.on_error_map)

    @property
    def strategy_name(self) -> str:
        """How the container of this type waits for its children; `wait_all` for all others."""
        return "wait_all"

    def nested(self) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        """Give the plain maps of the tasks that stand inside this one, each with its path."""
        yield from ()

    def supplied(self) -> Iterator[tuple[Problem, Any]]:
        """Give what a file may leave out here: a note that says so, and the value for its path."""
        yield from ()

    def rules(self) -> Iterator[Problem]:
        """Give what this type demands, lazily and in the order in which the first failure wins."""
        yield from ()

    def closing_rules(self) -> Iterator[Problem]:
        """Give what is looked at after all rules of the type."""
        yield from ()

    def targets(self) -> Iterator[tuple[Path, str]]:
        """Give the ids of the tasks this one may go to, each with the path that names it."""
        yield ("on_success", "next"), self.on_success.next
        yield ("on_error", "next"), self.on_error.next

    def following(self) -> Iterator[str]:
        """Give the ids of the tasks that may come next while nothing fails; empty text for the end.

        A type that names more than the two transitions has a condition of its own: it may end.
        """
        own = [target for path, target in self.targets() if path[0] not in TRANSITIONS]
        yield self.on_success.next
        yield from (*own, "") if own else ()

    def child(self, *path: str | int) -> TaskConfig:
        """Give the view of a task that stands inside this one."""
        data: Any = self.data
        for step in path:
            data = data[step]
        return self.types.task(data, source=self.source.child(*path))

    def walk(self) -> Iterator[tuple[Path, TaskConfig]]:
        """Give this task and all inside it, each with its path; past a misshapen field it ends."""
        yield (), self
        try:
            nested = tuple(self.nested())
        except FieldError:
            return
        for path, _ in nested:
            for below, inner in self.child(*path).walk():
                yield (*path, *below), inner

    def merge(self, other: TaskConfig | Mapping[str, Any]) -> Self:
        """Lay another configuration over this one.

        Scalars and lists win unless empty, zero or false; maps are joined key by key, where the
        other's value always wins; records such as `on_success` are joined field by field.
        """
        new = other.data if isinstance(other, TaskConfig) else other
        known = fields_of(type(self))
        joined = dict(self.data)
        for key, value in new.items():
            if key in joined and joined[key] is value:
                continue
            join = known[key].kind.merge if key in known else keep_unless_zero
            joined[key] = join(joined.get(key), value)
        return type(self)(joined, self.types, self.source)

    def rendered(self, changes: Mapping[str, Any]) -> Self:
        """Lay over this configuration what its templates gave."""
        return self.merge(as_fields(type(self), self.data, changes))
