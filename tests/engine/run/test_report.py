"""A run's final state as plain data: each row with the type of its own task, whatever other task has its id."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.config import WorkflowConfig, engine_types
from switchover.engine.errors import EngineError
from switchover.engine.rendering import AuthoredText
from switchover.engine.run import RunResult, final_state
from switchover.engine.run.causes import cause_of, told
from switchover.engine.states import Status, TaskError, TaskState

TYPES = engine_types()


def task(name, kind="basic", **rest):
    return {"id": name, "type": kind, **rest}


def row(exec_id, task_id, parent=None, kind="basic", **rest):
    return TaskState(
        task_exec_id=exec_id, task_id=task_id, workflow_id="w", workflow_exec_id="r", status=rest.pop("status", Status.SUCCESS),
        execution_type=kind, parent_state_id=parent, **rest,
    )  # fmt: skip


def state(tasks, rows, **rest):
    result = RunResult(
        workflow_id="w", workflow_exec_id="r", status=rest.pop("status", Status.SUCCESS), input=None, output=rest.pop("output", None), error=rest.pop("error", None), tasks=tuple(rows),
    )  # fmt: skip
    return final_state(result, WorkflowConfig({"id": "w", "tasks": tasks}, TYPES))


TYPES_OF = {
    "top level": ([task("a", "aggregate"), task("b", "signal")], [("1", "a", None), ("2", "b", None)], ["aggregate", "signal"]),
    "an id again below another task": (
        [task("a", "wait"), task("p", "parallel", tasks=[task("a", "aggregate"), task("b")])], [("1", "a", None), ("2", "p", None), ("3", "a", "2"), ("4", "b", "2")],
        ["wait", "parallel", "aggregate", "basic"],
    ),
    "an id again below, before the one above": (
        [task("p", "parallel", tasks=[task("a", "aggregate")]), task("a", "wait")], [("1", "p", None), ("2", "a", "1"), ("3", "a", None)], ["parallel", "aggregate", "wait"],
    ),
    "one id in two containers": (
        [task("p", "composite", tasks=[task("x", "signal")]), task("q", "composite", tasks=[task("x", "aggregate")])],
        [("1", "p", None), ("2", "x", "1"), ("3", "q", None), ("4", "x", "3")], ["composite", "signal", "composite", "aggregate"],
    ),
    "the child of a template": ([task("c", "collection", items="[]", task=task("t-{{ .index }}", "aggregate"))], [("1", "c", None), ("2", "t-0", "1"), ("3", "t-1", "1")], ["collection", "aggregate", "aggregate"]),
    "the children of templates of one type": (
        [task("c", "collection", items="[]", tasks=[task("s-{{ .index }}", "aggregate"), task("t-{{ .index }}", "aggregate")])],
        [("1", "c", None), ("2", "s-0", "1"), ("3", "t-0", "1")], ["collection", "aggregate", "aggregate"],
    ),
    "the children of templates of two types": (
        [task("c", "collection", items="[]", tasks=[task("s", "aggregate"), task("t-{{ .index }}", "wait")])],
        [("1", "c", None), ("2", "s", "1"), ("3", "t-0", "1", "wait")], ["collection", "aggregate", "wait"],
    ),
    "a child of a template with the id of another task": (
        [task("t-0", "wait"), task("c", "collection", items="[]", task=task("t-{{ .index }}", "aggregate"))], [("1", "t-0", None), ("2", "c", None), ("3", "t-0", "2")], ["wait", "collection", "aggregate"],
    ),
    "below a child of a template": (
        [task("c", "collection", items="[]", task=task("g-{{ .index }}", "composite", tasks=[task("x", "signal")])), task("x", "wait")],
        [("1", "c", None), ("2", "g-0", "1"), ("3", "x", "2"), ("4", "x", None)], ["collection", "composite", "signal", "wait"],
    ),
    "in a route": ([task("r", "router", condition="x", routes={"x": task("in", "aggregate")})], [("1", "r", None), ("2", "in", None)], ["router", "aggregate"]),
    "the processor of a wait": ([task("w", "wait", processor=task("look", "aggregate"))], [("1", "w", None), ("2", "look", None)], ["wait", "aggregate"]),
    "no type is basic": ([{"id": "a"}], [("1", "a", None)], ["basic"]),
    "an unknown id has its execution type": ([task("a")], [("1", "gone", None, "parallel"), ("2", "gone too", "1", "wait")], ["parallel", "wait"]),
    "an owner that is not there": ([task("a", "aggregate")], [("1", "a", "nobody")], ["aggregate"]),
    "an id that stands twice is the first": ([task("a", "aggregate"), task("a", "wait")], [("1", "a", None)], ["aggregate"]),
    "odd ids": ([task("ü", "aggregate"), task("日本/x:1", "signal"), task(" ", "wait")], [("1", "ü", None), ("2", "日本/x:1", None), ("3", " ", None)], ["aggregate", "signal", "wait"]),
}  # fmt: skip


@pytest.mark.parametrize("name", [*TYPES_OF])
def test_a_row_has_the_type_of_its_own_task(name):
    """Found by its owner's, not by its id alone: two tasks may have one id."""
    tasks, rows, types = TYPES_OF[name]
    found = state(tasks, [row(*each) for each in rows])
    assert [each["type"] for each in found["tasks"]] == types


@given(st.permutations(range(4)))
def test_the_order_of_the_rows_changes_no_type(order):
    """Though a child stands before its owner."""
    tasks, rows, types = TYPES_OF["an id again below another task"]
    found = state(tasks, [row(*rows[at]) for at in order])
    assert [each["type"] for each in found["tasks"]] == [types[at] for at in order]


def test_it_can_be_written_with_whatever_its_rows_hold():
    """What an author wrote is a text like any other, also in an error that names its task."""
    error = EngineError("E", "no", details={"task": AuthoredText("t-{{ .index }}", ())})
    rows = [
        row(
            "1",
            "a",
            error=cause_of(error),
            status=Status.FAILED,
            input={"x": [1, None, "ü"]},
            output={},
        )
    ]
    found = state([task("a")], rows, error=cause_of(error), status=Status.FAILED, output={"y": 2.5})
    again = json.loads(json.dumps(found))
    assert again == found
    assert found["tasks"][0]["error"] == {
        "message": "no",
        "code": "E",
        "details": {"task": "t-{{ .index }}"},
    }
    assert [*found] == ["workflow_id", "workflow_exec_id", "status", "output", "error", "tasks"]
    assert [*found["tasks"][0]] == [
        "id",
        "exec_id",
        "type",
        "status",
        "parent",
        "input",
        "output",
        "error",
    ]


TOLD = [
    ({}, "no", "no"), (None, "no", "no"), ({"template": "{{ .x }}"}, "no", "no in '{{ .x }}'"), ({"template": "{{ .x }}"}, "no {{ .x }}", "no {{ .x }}"),
    ({"position": "f.yaml:3:4"}, "no", "f.yaml:3:4: no"), ({"position": "f.yaml:3:4"}, "f.yaml:3:9: no", "f.yaml:3:9: no"),
    ({"position": "f.yaml:3:4", "template": "{{ .x }}"}, "no", "f.yaml:3:4: no in '{{ .x }}'"), ({"position": "", "template": ""}, "no", "no"),
    ({"position": "ü:1:1", "template": "{{ 日本 }}"}, "", "ü:1:1:  in '{{ 日本 }}'"), ({"other": 1}, "no", "no"),
]  # fmt: skip


@pytest.mark.parametrize(("details", "message", "text"), TOLD, ids=str)
def test_an_error_is_told_with_its_place_and_template_once(details, message, text):
    """Where they are known, and are not in its message already."""
    assert told(TaskError(message=message, details=details)) == text


@pytest.mark.parametrize("details", [{}, None, {"a": 1}])
def test_the_cause_that_a_row_records_is_the_error(details):
    cause = cause_of(EngineError("E", "no", details=details))
    assert (cause.message, cause.code, cause.details) == ("no", "E", details or None)
