"""What activities return is read back from the journal as what it was, templates included."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.engine.config import engine_types, parse_workflow
from switchover.engine.errors import EngineError
from switchover.engine.plain_json import encode
from switchover.engine.rendering import origins, value_at
from switchover.engine.run.activities import Started
from switchover.engine.run.codec import Codec, Failed
from switchover.engine.run.services import (
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
from switchover.engine.states import Status, TaskError, TaskState, WorkflowState
from switchover.engine.store import StoreError

TEXT = """
id: w
tasks:
  - id: a
    type: parallel
    tasks:
      - {id: b, tool: t, with: {x: "{{ .workflow.input.x }}", y: ["{{ .env.Y }}", plain, 3]}}
      - {id: c, type: wait, wait_for: s, condition: "true", processor: {id: p, type: basic, tool: t}}
  - id: d
    type: router
    condition: "'one'"
    routes: {one: {type: basic, tool: t, with: {z: "{{ .tasks.a.output }}"}}, two: a}
"""
WORKFLOW = parse_workflow(TEXT, engine_types())
CODEC = Codec(WORKFLOW)
PLACES = [("tasks", 0), ("tasks", 0, "tasks", 0), ("tasks", 0, "tasks", 1), ("tasks", 0, "tasks", 1, "processor"), ("tasks", 1, "routes", "one")]  # fmt: skip


def state(**rest):
    return TaskState(
        task_exec_id="e", task_id="a", workflow_id="w", workflow_exec_id="r", status=Status.SUCCESS, execution_type="basic", **rest
    )  # fmt: skip


def task(*path):
    """The view of a task that stands at a place of the workflow."""
    data = value_at(WORKFLOW.data, path)
    return WORKFLOW.types.task(data, source=WORKFLOW.source.child(*path))


def rendered(view):
    """A task as a system leaves it: merged with what was rendered, some of it left for later."""
    return view.merge({"with": {"now": 1}, "retries": 4, "on_success": {"next": "d"}})


def again(value):
    return CODEC.decode(CODEC.encode(value))


def same(one, other):
    """Tasks are the same where type, data, place and templates are."""
    assert type(one) is type(other)
    assert one.data == other.data
    assert one.source.path == other.source.path
    assert [*origins(one.data)] == [*origins(other.data)]


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
@pytest.mark.parametrize("made", [lambda view: view, rendered], ids=["as written", "rendered"])
def test_a_task_comes_back_with_its_templates(path, made):
    """Where it stands as written its place alone is kept; where it was rendered, its data too."""
    view = made(task(*path))
    response = TaskResponse(state=state(), next_task=view)
    same(again(response).next_task, view)
    whole = view.data is value_at(WORKFLOW.data, path)
    assert whole == (b'"data"' not in CODEC.encode(response))


CREATED = Created(state=state(), task=task("tasks", 0), work=Work.CHILDREN)
WAITS = Created(state=state(), task=task(*PLACES[2]), work=Work.SIGNAL, wait=Wait(signal="s", timeout="3s"))  # fmt: skip
RESPONSE = TaskResponse(state=state(output={"x": [1]}), next_task=None, succeeded=False)
CHILDREN = Children(
    items=(Child(row="r1", task=task(*PLACES[1])), Child(row="r2", task=rendered(task(*PLACES[2])))),
    limit=3, stop=StopRule(on_failure=True, cancel_rest=True), abort_on_error=True,
)  # fmt: skip


@pytest.mark.parametrize("created", [None, CREATED, WAITS], ids=["none", "created", "waiting"])
@pytest.mark.parametrize("response", [None, RESPONSE], ids=["open", "responded"])
@pytest.mark.parametrize("children", [None, CHILDREN], ids=["alone", "with children"])
def test_what_was_started_comes_back_as_far_as_the_loop_needs_it(created, response, children):
    """A task that has just responded is its response alone."""
    found = again(Started(created=created, response=response, children=children))
    assert found.response == response
    kept = created is not None and (created.wait is not None or children is not None)
    assert (found.created is not None) == kept
    if kept:
        assert (found.created.state, found.created.work, found.created.wait) == (
            created.state,
            created.work,
            created.wait,
        )
        same(found.created.task, created.task)
    assert (found.children is None) == (children is None)
    if children is not None:
        assert (found.children.limit, found.children.stop, found.children.abort_on_error) == (
            children.limit,
            children.stop,
            children.abort_on_error,
        )
        for one, other in zip(found.children.items, children.items, strict=True):
            assert one.row == other.row
            same(one.task, other.task)


@pytest.mark.parametrize("resumes", [True, False])
@pytest.mark.parametrize("response", [None, RESPONSE])
@pytest.mark.parametrize("processor", [None, PLACES[3]])
def test_what_a_signal_came_to_comes_back(resumes, response, processor):
    """With the task that is to look at it, if there is one."""
    view = processor and task(*processor)
    found = again(SignalOutcome(processor=view, response=response, resumes=resumes))
    assert (found.response, found.resumes, found.processor is None) == (
        response,
        resumes,
        view is None,
    )
    if view is not None:
        same(found.processor, view)


@pytest.mark.parametrize(
    "value",
    [
        None, True, 3, 2.5, "text", [1, {"a": None}], {"a": {"b": []}}, Signal(name="s", payload={"x": 1}, metadata={}),
        WorkflowState(workflow_id="w", workflow_exec_id="r", status=Status.FAILED, error=TaskError(message="m")),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_rows_signals_and_plain_data_come_back(value):
    """As what they were."""
    assert again(value) == value
    assert type(again(value)) is type(value)


ERRORS = [
    EngineError("CODE", "text"), EngineError("CODE", "", details={"x": [1]}, retryable=False), StoreError("full", code="STORE_WRITE"),
    TaskFailed(TaskError(message="m", code="C", details={"y": 2})), TaskFailed(TaskError(message="m"), RESPONSE),
]  # fmt: skip


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_comes_back_as_what_the_loop_decides_by(error):
    """Its code, what it says, whether another attempt may help, and what became of its task."""
    found = again(Failed(error)).error
    assert (found.code, found.message, found.details, found.retryable) == (
        error.code,
        error.message,
        error.details,
        error.retryable,
    )
    assert isinstance(found, TaskFailed) == isinstance(error, TaskFailed)
    assert getattr(found, "response", None) == getattr(error, "response", None)


class Shy:
    def __repr__(self):
        raise RuntimeError


TOLD = [
    ({}, {}), (None, {}), ({"a": [1, None]}, {"a": [1, None]}), ({"a": (1,)}, {"a": [1]}), ({1: 2}, {"1": 2}),
    ({"a": float("nan"), "b": 2}, {"a": "nan", "b": 2}), ({"a": "caf\udce9"}, {"a": "caf\\udce9"}), ({"caf\udce9": 1}, {"caf\\udce9": 1}),
    ({"a": Ellipsis, "b": [1]}, {"a": "Ellipsis", "b": [1]}), ({"a": [Ellipsis]}, {"a": "[Ellipsis]"}), ({"a": Shy()}, {"a": "a Shy, whose text raised RuntimeError"}),
]  # fmt: skip


@pytest.mark.parametrize(("details", "told"), TOLD, ids=[str(n) for n in range(len(TOLD))])
def test_what_is_told_of_an_error_can_be_written(details, told):
    """An error lies among the rows of its run: one that could not be written kept all others from it."""
    error = EngineError("CODE", "m", details=details)
    assert error.details == told
    assert encode(error.plain())
    assert again(Failed(error)).error.details == told
    assert error.details is not details


@given(st.text(st.characters(), max_size=12))
@settings(max_examples=60)
def test_any_message_can_be_written(message):
    """Of a file's name with half a letter, which Python allows, the escape."""
    error = EngineError("CODE", message)
    assert encode(error.message)
    assert error.message == message or any("\ud800" <= letter <= "\udfff" for letter in message)
    assert EngineError("CODE", error.message).message == error.message
