"""A definition that travels keeps the places of its values."""

import msgspec
import pytest

from switchover.engine.config import TaskTypes, WorkflowConfig
from switchover.engine.config.load import parse_workflow
from switchover.engine.config.places import Places

FLOW = """\
id: flow
tasks:
  - &first
    id: one
    sleep: 1s
    with: {a: [1, {b: "{{ .workflow.id }}"}], "1": x}
  - {<<: *first, id: two}
"""


def sent(workflow):
    """The workflow as it arrives elsewhere: through JSON, with its places."""
    places = Places.of(workflow.data, workflow.source)
    body = msgspec.json.encode((dict(workflow.data), places), enc_hook=str)
    data, found = msgspec.json.decode(body, type=tuple[dict, Places | None])
    return WorkflowConfig(data, workflow.types, found.source(data))


PATHS = [
    (), ("id",), ("tasks",), ("tasks", 0), ("tasks", 0, "sleep"), ("tasks", 0, "with", "a", 1, "b"),
    ("tasks", 0, "with", "1"), ("tasks", 1, "with", "a", 0), ("tasks", 1, "id"),
    ("tasks", 0, "missing"), ("tasks", 7), ("outputs", "x"), ("tasks", 0, "with", "a", 9, "c"),
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_every_place_is_the_one_of_the_file(path):
    """Also of what is not there: it is told by the nearest thing around it."""
    workflow = parse_workflow(FLOW, TaskTypes(), name="flow.yaml")
    assert str(sent(workflow).position(*path)) == str(workflow.position(*path))


def test_a_definition_without_a_file_has_no_places():
    assert Places.of({"id": "x"}, WorkflowConfig({"id": "x"}, TaskTypes()).source) is None
