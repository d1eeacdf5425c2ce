"""Views over plain maps: typed fields, merging, and types that others add."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.config import (
    BasicTask,
    CollectionTask,
    CompositeTask,
    Field,
    FieldError,
    ParallelTask,
    Problem,
    RouterTask,
    SignalTask,
    TaskConfig,
    TaskTypes,
    WaitTask,
)
from switchover.engine.config.kinds import TEXT, WHOLE

TYPES = TaskTypes()


def task(**data: Any) -> Any:
    return TYPES.task({name.rstrip("_"): value for name, value in data.items()})


@pytest.mark.parametrize(
    ("name", "view"),
    [
        *(("basic", BasicTask), ("router", RouterTask), ("parallel", ParallelTask)),
        *(("collection", CollectionTask), ("composite", CompositeTask), ("wait", WaitTask)),
        *(("signal", SignalTask), (None, BasicTask), ("", BasicTask), ("memory", TaskConfig)),
    ],
)
def test_a_map_is_viewed_by_its_type(name: str | None, view: type[TaskConfig]) -> None:
    """Each type has its view; no type is basic, and an unknown one has the common fields alone."""
    assert type(TYPES.task({"id": "t", "type": name})) is view


def test_absent_and_null_fields_have_their_default() -> None:
    """Nothing and null read the same."""
    for view in (task(type="wait"), task(type="wait", with_=None, timeout=None, final=None)):
        assert (view.with_, view.timeout, view.final, view.retries) == (None, "", False, 0)
        assert (view.agent, view.outputs, view.env, view.processor) == (None, None, {}, None)


def test_fields_are_read_weakly() -> None:
    """Text that templates left behind reads as what the field holds."""
    view = task(type="parallel", max_workers="3", final="true", retries=2.0, id=7, env={"A": 1})
    assert (view.max_workers, view.final, view.retries, view.id) == (3, True, 2, "7")
    assert view.env == {"A": "1"}
    assert task(final=1, timeout=True).final is True
    assert task(timeout=True).timeout == "1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("retries", "many"), ("retries", 1.5), ("retries", []), ("final", "yes"), ("final", {})),
        *(("with", "x"), ("with", [1]), ("id", []), ("id", {}), ("env", {"A": []}), ("tool", 5)),
        *(("tasks", {}), ("tasks", [1]), ("tasks", "x"), ("max_workers", "9" * 5000)),
    ],
)
def test_a_field_that_cannot_hold_a_value_says_so(name: str, value: Any) -> None:
    """Reading a misshapen field names it and what it expects."""
    view: Any = TYPES.task({"type": "parallel", name: value})
    attribute = {"with": "with_", "tasks": "task_maps"}.get(name, name)
    with pytest.raises(FieldError, match=f"{name}.* must be") as caught:
        getattr(view, attribute)
    assert caught.value.code == "SHAPE"


def test_nested_records_are_typed_too() -> None:
    """Transitions, options, retry policy, signal, processor and children have fields of their own."""
    view = task(
        on_success={"next": "n", "with": {"a": 1}},
        config={"retry_policy": {"maximum_attempts": 3}, "heartbeat_timeout": "1s"},
    )
    assert (view.on_success.next, view.on_success.with_, view.on_error.next) == ("n", {"a": 1}, "")
    assert view.options.retry_policy.maximum_attempts == 3
    assert view.options.heartbeat_timeout == "1s"
    assert task(type="signal", signal={"id": "s", "payload": {"k": 1}}).signal.payload == {"k": 1}
    wait = task(type="wait", processor={"id": "p", "type": "router", "routes": {"a": "b"}})
    assert isinstance(wait.processor, RouterTask)
    each = task(type="collection", task={"id": "c", "type": "composite", "tasks": [{"id": "x"}]})
    assert [child.id for child in each.task.tasks] == ["x"]
    assert [found.id for _, found in each.walk()] == ["", "c", "x"]


@pytest.mark.parametrize(
    ("base", "other", "merged"),
    [
        ({"action": "a"}, {"action": ""}, {"action": "a"}),
        ({"action": "a"}, {"action": "b"}, {"action": "b"}),
        ({"retries": 2}, {"retries": 0}, {"retries": 2}),
        ({"final": True}, {"final": False}, {"final": True}),
        (
            {"with": {"a": 1, "b": 2}},
            {"with": {"a": "", "c": 3}},
            {"with": {"a": "", "b": 2, "c": 3}},
        ),
        ({"with": {"a": {"x": 1}}}, {"with": {"a": {"y": 2}}}, {"with": {"a": {"y": 2}}}),
        ({"with": {"a": 1}}, {"with": {}}, {"with": {"a": 1}}),
        ({"with": {"a": 1}}, {"with": None}, {"with": {"a": 1}}),
        ({}, {"env": {"K": "v"}}, {"env": {"K": "v"}}),
        (
            {"on_success": {"next": "a", "with": {"x": 1}}},
            {"on_success": {"next": "", "with": {"y": 2}}},
            {"on_success": {"next": "a", "with": {"x": 1, "y": 2}}},
        ),
        ({"tasks": [{"id": "a"}]}, {"tasks": []}, {"tasks": [{"id": "a"}]}),
        ({"tasks": [{"id": "a"}]}, {"tasks": [{"id": "b"}]}, {"tasks": [{"id": "b"}]}),
        ({"extra": 1}, {"extra": 0, "more": 2}, {"extra": 1, "more": 2}),
    ],
)
def test_merging_overrides_with_what_is_not_zero(base: Any, other: Any, merged: Any) -> None:
    """Zero scalars and empty lists change nothing; maps join by key, where the other always wins."""
    kind = {"type": "parallel"}
    assert TYPES.task(kind | base).merge(TYPES.task(other)).data == kind | merged


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["", "a", "b"]),
        "with": st.dictionaries(st.sampled_from("xyz"), st.integers(0, 3), max_size=3),
        "on_success": st.fixed_dictionaries({}, optional={"next": st.sampled_from(["", "n"])}),
        "retries": st.integers(0, 2),
    },
)


@given(FIELDS, FIELDS)
def test_merging_keeps_every_key_and_changes_neither_side(base: Any, other: Any) -> None:
    """The result has the keys of both sides, merging again changes nothing, and no side is touched."""
    kept = json.dumps([base, other])
    merged = TYPES.task(base).merge(TYPES.task(other))
    assert set(merged.data) == set(base) | set(other)
    assert merged.merge(TYPES.task(other)) == merged
    assert json.dumps([base, other]) == kept


@given(FIELDS)
def test_a_view_survives_json(data: Any) -> None:
    """A map through JSON gives an equal view."""
    assert TYPES.task(json.loads(json.dumps(TYPES.task(data).to_map()))) == TYPES.task(data)


def test_json_keeps_what_identifies_a_task() -> None:
    """Id, type, folder, file, timeouts, input and nested tasks come through; no folder stays none."""
    data = {
        "id": "p",
        "type": "parallel",
        "CWD": "/p",
        "file_path": "f",
        "timeout": "5m",
        "with": {"a": [1]},
        "config": {"start_to_close_timeout": "1m"},
        "tasks": [{"id": "c"}],
    }
    back = TYPES.task(json.loads(json.dumps(TYPES.task(data).to_map())))
    assert back.to_map() == data
    assert isinstance(back, ParallelTask)
    assert back.tasks[0].cwd == ""


def test_a_copy_of_the_map_is_free_to_change() -> None:
    """Changing the copy leaves the view alone."""
    view = task(id="a", with_={"x": {"y": 1}})
    view.to_map()["with"]["x"]["y"] = 2
    assert view.with_ == {"x": {"y": 1}}


class Poll(TaskConfig):
    """A type that somebody else adds."""

    __slots__ = ()
    type_name = "poll"
    execution_type = "wait"
    url = Field(TEXT, "")
    every_s = Field(WHOLE, 60)

    def rules(self) -> Iterator[Problem]:
        if not self.url:
            yield self.problem("POLL_URL", "a poll needs a url", "url")


def test_another_type_brings_its_fields_and_rules() -> None:
    """A registered type is viewed, validated and nested like the built-in ones."""
    types = TaskTypes()
    types.register(Poll)
    child = {"id": "c", "type": "poll", "CWD": "/", "every_s": "5"}
    poll = types.task(child)
    assert isinstance(poll, Poll)
    assert poll.every_s == 5
    outer = types.task({"id": "o", "type": "composite", "CWD": "/", "tasks": [child]})
    assert [problem.codes for problem in types.problems(outer)] == [("COMP_ITEM", "POLL_URL")]
    assert [p.code for p in types.problems(types.task({**child, "every_s": [], "url": "u"}))] == [
        "SHAPE"
    ]


def test_a_type_is_registered_once_and_by_name() -> None:
    """A taken name is refused naming both, and so is none; other registries are unaffected."""
    types = TaskTypes()
    types.register(Poll)
    with pytest.raises(ValueError, match="'poll' is Poll already, not Poll"):
        types.register(Poll)
    with pytest.raises(ValueError, match="TaskConfig has no type_name"):
        types.register(TaskConfig)
    assert "poll" not in TaskTypes().names


def test_memory_tasks_are_of_no_known_type() -> None:
    """The type that later versions added is refused, with the ones that exist."""
    (problem,) = TYPES.problems(TYPES.task({"id": "m", "type": "memory", "CWD": "/"}))
    assert (problem.code, problem.value) == ("TYPE", "memory")
    assert problem.allowed.split(", ") == list(TYPES.names)
