"""An error that ends a run says which task it came from, and where that task stands."""

import pytest
from engine.run.ride import Ride
from engine.run.toy import basic, parallel, workflow

from switchover.engine.config import TaskTypes
from switchover.engine.config.load import parse_workflow
from switchover.engine.errors import EngineError
from switchover.engine.run.place import placed

FLOW = """\
id: flow
tasks:
  - id: outer
    type: parallel
    tasks:
      - {id: inner, type: basic}
"""


def refusing(call):
    raise EngineError("NO", "no", retryable=False)


@pytest.fixture
def outer():
    return parse_workflow(FLOW, TaskTypes(), name="flow.yaml").tasks[0]


def test_an_error_learns_its_task_and_place(outer):
    with pytest.raises(EngineError) as caught, placed(outer):
        raise EngineError("NO", "no", details={"key": "k"})
    assert caught.value.details == {"key": "k", "task": "outer", "position": "flow.yaml:3:5"}


def test_the_innermost_task_is_told(outer):
    with pytest.raises(EngineError) as caught, placed(outer), placed(outer.child("tasks", 0)):
        raise EngineError("NO", "no")
    assert caught.value.details == {"task": "inner", "position": "flow.yaml:6:9"}


def test_other_exceptions_pass_untouched(outer):
    with pytest.raises(KeyError), placed(outer):
        raise KeyError("k")


def test_a_failed_run_names_the_task():
    """A configuration that has no file still tells the task."""
    ride = Ride(workflow(basic("a"), basic("b", do="refuse")), deeds={"refuse": refusing})
    assert ride.result.error.details == {"code": "NO", "task": "b"}


def test_a_failed_run_names_the_child():
    """Where a container gives up with its child, the child is named, not the container."""
    flow = workflow(parallel("p", basic("c", do="refuse"), abort=True))
    assert Ride(flow, deeds={"refuse": refusing}).result.error.details["task"] == "c"
