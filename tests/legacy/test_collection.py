"""Collections: items, filters, children, metadata, order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from item_vectors import ItemVectors
from legacy.kit import Parts, parts, run

from switchover.engine.config import CollectionTask, TaskTypes, WorkflowConfig
from switchover.engine.errors import EngineError
from switchover.engine.rendering import Policy, as_written
from switchover.engine.run.services import Run
from switchover.engine.states import Status, WorkflowState
from switchover.legacy import Options
from switchover.legacy.services.collection_normalizer import (
    CollectionNormalizer,
    Expansion,
    is_truthy,
    metadata_of,
    to_items,
    worker_count,
)
from switchover.legacy.services.context_builder import ContextBuilder
from switchover.legacy.services.renderer import Renderer
from switchover.legacy.services.retyping import retyped

TYPES = TaskTypes()


def expand(data: dict[str, Any] | None = None, **task: Any) -> Expansion:
    """Expand a collection in a workflow with that input."""
    kit: Parts = parts()
    flow = WorkflowConfig({"id": "w", "tasks": []}, TYPES)
    given = WorkflowState(
        workflow_id="w", workflow_exec_id="run", status=Status.RUNNING, input=data or {}
    )
    kit.store.put_workflow(given)
    template = {} if "tasks" in task else {"task": {"id": "i-{{ .index }}"}}
    config = TYPES.task({"id": "c", "type": "collection", **template, **task})
    assert isinstance(config, CollectionTask)
    renderer = Renderer(Policy(typed=False, clock=lambda: datetime.now(UTC), result=as_written))
    normalizer = CollectionNormalizer(ContextBuilder(kit.store), renderer, Options())
    return normalizer.expand(Run(workflow=flow, workflow_exec_id="run"), config)


def items(data: dict[str, Any] | None = None, **task: Any) -> list[Any]:
    return [child["with"]["item"] for child in expand(data, **task).children]


class TestItems(ItemVectors):
    """V61, V62, V63, V67, V68, V69, V70, V71, V77: as they hold for both systems."""

    items = staticmethod(items)
    to_items = staticmethod(to_items)
    is_truthy = staticmethod(is_truthy)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{{ .input.solo }}", ["solo"]),
        ("{{ .input.number }}", [5]),
        ("{{ .input.flag }}", [True]),
        ("1..{{ .input.number }}", ["1..5"]),
        ("{{ .input.blank }}", [""]),
        ("{{ .input.empty }}", []),
        ("[1, {{ .input.number }}]", [1, 5]),
        ("[]", []),
        ("{}", []),
    ],
)
def test_section_4_5_items(value: str, expected: list[Any]) -> None:
    """4.5: what a template gives is one item unless it is a list, a map, or looks like JSON. (A number
    or flag is one text, D-27, which is retyped, D-20, on its way into a child's `with`.)"""
    given = {"solo": "solo", "number": 5, "flag": True, "blank": "", "empty": []}
    assert items(given, items=value) == expected


@pytest.mark.parametrize("value", ["", "plain", "1..5", "{{ .input.missing }}"])
def test_items_that_cannot_be_had(value: str) -> None:
    """4.5, D-26: plain static text is an error, as is nothing and a key that is missing."""
    with pytest.raises(EngineError) as caught:
        items(items=value)
    assert caught.value.code == "COLL_EXPANSION"


@pytest.mark.parametrize(
    ("number", "task", "kept"),
    [
        ("V69", {"items": '["a","b","c"]', "filter": '{{ eq .item "b" }}'}, ["b"]),
        ("V70", {"items": '["a","b","c"]', "filter": "{{ lt .index 2 }}"}, ["a", "b"]),
        (
            "V71",
            {
                "items": '["skip","keep","skip","keep"]',
                "item_var": "val",
                "filter": '{{ eq .val "keep" }}',
            },
            ["keep", "keep"],
        ),
    ],
)
def test_filters(number: str, task: dict[str, Any], kept: list[str]) -> None:
    """V69 to V71: a filter sees the item under its name and its position before filtering."""
    found = expand(**task)
    assert [child["with"]["item"] for child in found.children] == kept, number
    assert (found.item_count, found.skipped_count) == (len(kept), _length(task) - len(kept))
    assert [child["with"]["index"] for child in found.children] == list(range(len(kept)))


def _length(task: dict[str, Any]) -> int:
    return len(items(items=task["items"]))


@pytest.mark.parametrize("text", ["", "false", '"false"', "0", "no", "off", "False", " ", "yes"])
def test_d29_filter_texts(text: str) -> None:
    """D-29: of texts only `false`, with quotes or without, and nothing drop an item."""
    assert is_truthy(text) == (text not in ("", "false", '"false"'))
    found = expand({"t": text}, items='["a"]', filter="{{ .input.t }}")
    assert found.item_count == int(is_truthy(text))


def test_filter_error_names_the_item() -> None:
    """4.5: a filter that cannot be rendered names the position of its item."""
    with pytest.raises(EngineError, match="item 1") as caught:
        expand(items='[{"a": 1}, {}]', filter="{{ .item.a }}")
    assert caught.value.code == "COLL_FILTER"


def test_v78_children_from_a_template() -> None:
    """V78: id, action and `with` of each child are rendered with its item."""
    template = {
        "id": "template-task-{{ .index }}",
        "action": "{{ .item.action }}",
        "with": {"param": "{{ .item.value }}"},
    }
    values = '[{"action":"read","value":"file1"},{"action":"write","value":"file2"}]'
    children = expand(items=values, task=template).children
    assert [child["id"] for child in children] == ["template-task-0", "template-task-1"]
    assert [child["action"] for child in children] == ["read", "write"]
    assert [child["with"]["param"] for child in children] == ["file1", "file2"]


def test_v79_several_templates_are_item_major() -> None:
    """V79: with several templates the children of one item stand together, without item vars."""
    templates = [
        {"id": "task1-{{.index}}", "action": "step1-{{ .item }}"},
        {"id": "task2-{{.index}}", "action": "step2-{{ .item }}"},
    ]
    children = expand(items='["A","B"]', tasks=templates).children
    assert [child["id"] for child in children] == ["task1-0", "task2-0", "task1-1", "task2-1"]
    assert [child["action"] for child in children] == ["step1-A", "step2-A", "step1-B", "step2-B"]
    assert all(child["with"] == {} for child in children)


def test_v84_empty_collection() -> None:
    """V84: no items, none skipped, whatever the filter; the mode is parallel."""
    found = expand(items="[]", filter="false")
    task = TYPES.task({"id": "c", "type": "collection", "items": "[]"})
    assert isinstance(task, CollectionTask)
    expected = {"item_count": 0, "skipped_count": 0, "mode": "parallel", "batch_size": 0}
    assert metadata_of(task, found) == expected


@pytest.mark.parametrize(
    ("task", "children", "workers"),
    [
        ({"mode": "sequential"}, 3, 1),
        ({"mode": "sequential", "batch": 2}, 3, 2),
        ({}, 3, 0),
        ({}, 0, 1),
    ],
)
def test_v85_workers(task: dict[str, Any], children: int, workers: int) -> None:
    """V85: sequential has the batch as its workers, or one; parallel is unlimited."""
    config = TYPES.task({"id": "c", "type": "collection", **task})
    assert isinstance(config, CollectionTask)
    assert worker_count(config, children) == workers


def test_parent_with_is_visible_but_not_inherited() -> None:
    """4.6, D-16: the collection's `with` stands at the top of the context, and no child gets it."""
    template = {"id": "i", "with": {"seen": "{{ .greeting }} {{ .item }}"}}
    (child,) = expand(items='["x"]', task=template, **{"with": {"greeting": "hi"}}).children
    assert child["with"] == {"seen": "hi x", "item": "x", "index": 0}


@pytest.mark.parametrize("asked", [".env.A", ".workflow.version"])
@pytest.mark.parametrize("field", ["items", "filter", "with"])
def test_d71_templates_of_a_collection_see_no_configuration(asked: str, field: str) -> None:
    """D-71: neither the environment nor what configurations say is there while it is expanded."""
    text = f"{{{{ {asked} }}}}"
    more = {"items": '["a"]', "task": {"id": "c", "type": "basic", "with": {}}}
    if field == "with":
        more["task"] = {**more["task"], "with": {"x": text}}
    else:
        more[field] = text
    with pytest.raises(EngineError, match=asked.rpartition(".")[2]):
        expand(**more)


def test_d17_input_is_the_workflows() -> None:
    """D-17: `.input` is the workflow's, not the collection's own `with`."""
    found = items({"xs": [1]}, items="{{ .input.xs }}", **{"with": {"xs": [2, 3]}})
    assert found == [1]


def test_d19_custom_names_hide_the_usual_ones() -> None:
    """D-19: with a name of its own for the item there is no `.item`."""
    with pytest.raises(EngineError, match="item") as caught:
        expand(items='["x"]', item_var="it", task={"id": "{{ .item }}"})
    assert caught.value.code == "COLL_CHILD"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("-7", -7),
        ("007", 7),
        ("18446744073709551615", 18446744073709551615),
        ("18446744073709551616", 18446744073709551616.0),
        ("18446744073709551617", "18446744073709551617"),
        ("100000000000000000000", 1e20),
        ("9" * 401, "9" * 401),
        ("9" * 5000, "9" * 5000),
        ("1.5", 1.5),
        ("1.50", 1.5),
        ("1.10", 1.1),
        ("1e3", 1000.0),
        ("1e400", "1e400"),
        ("0.123456789123456789", 0.12345678912345678),
        ("t", True),
        ("FALSE", False),
        ("null", None),
        ('{"a": 1}', {"a": 1}),
        ("[1", "[1"),
        ("", ""),
        ("1_000", "1_000"),
        ("nan", "nan"),
        ("٣", "٣"),
        (" 5", " 5"),
        (' {"a": 1}', ' {"a": 1}'),
    ],
)
def test_d20_retyping(text: str, value: Any) -> None:
    """D-20: texts right in a child's `with` turn into what they look like, also with a loss."""
    assert repr(retyped({"a": text})) == repr({"a": value})
    assert retyped({"a": [text], "b": {"c": text}}) == {"a": [text], "b": {"c": text}}


@pytest.mark.parametrize(
    ("item", "value"),
    [("00123", 123), ("1.50", 1.5), ('{"a": [1]}', {"a": [1]}), (' {"a": 1}', ' {"a": 1}'),
     ("t", True), ("null", None), (["5"], ["5"]), ("x", "x")],
)  # fmt: skip
def test_d20_the_item_itself_is_retyped(item: Any, value: Any) -> None:
    """D-20: what arrives as `item` in a child's `with` has been through the same."""
    (child,) = expand({"xs": [item]}, items="{{ .workflow.input.xs }}").children
    assert child["with"] == {"item": value, "index": 0}


def test_d59_working_directory_is_inherited() -> None:
    """D-59: a child without a working directory gets its parent's, and nothing else."""
    (child,) = expand(items='["x"]', CWD="/here", env={"A": "1"}, timeout="5s").children
    assert child["CWD"] == "/here"
    assert not {"env", "timeout"} & child.keys()


def test_agent_substance_is_inherited() -> None:
    """4.6: a child's agent without instructions and actions takes its parent's."""
    above = {"id": "boss", "instructions": "think", "actions": [{"id": "go"}]}
    template = {"id": "i", "agent": {"id": "own"}, "action": "go"}
    (child,) = expand(items='["x"]', agent=above, task=template).children
    assert child["agent"] == {"id": "own", "instructions": "think", "actions": [{"id": "go"}]}


SEQUENTIAL = """
id: w
tasks:
  - id: process-items
    type: collection
    mode: sequential
    items: '["a", "b"]'
    task:
      id: "process-items-sequential-item-{{ .index }}"
      type: basic
      tool: echo
      with: {value: "{{ .item }}"}
"""


def test_v87_sequential_collection_runs() -> None:
    """V87: two items give three rows that succeed."""
    found = run(SEQUENTIAL)
    assert found.status == "SUCCESS"
    names = ["process-items", *(f"process-items-sequential-item-{i}" for i in (0, 1))]
    assert found.statuses() == [(name, "SUCCESS") for name in names]
    metadata = found.row("process-items").output
    assert metadata is not None
    expected = {"item_count": 2, "skipped_count": 0, "mode": "sequential", "batch_size": 0}
    assert metadata["collection_metadata"] == expected


def test_v88_empty_collection_runs() -> None:
    """V88: no items give one row that succeeds, and the collection's `outputs` are rendered."""
    found = run("""
id: w
tasks:
  - id: none
    type: collection
    items: "[]"
    task: {id: x, type: basic, tool: echo}
    outputs: {completion_status: empty_collection_completed, count: "{{ len .output }}"}
""")
    assert found.status == "SUCCESS"
    assert found.statuses() == [("none", "SUCCESS")]
    expected = {"completion_status": "empty_collection_completed", "count": "0"}
    assert found.row("none").output == expected


def test_v93_children_are_within_reach() -> None:
    """V93: a collection's `outputs` see its children, and so does the task after it."""
    found = run("""
id: w
tasks:
  - id: validate
    type: collection
    items: '["a"]'
    task: {id: "validate-{{ .index }}", type: basic, tool: echo, with: {value: "{{ .item }}"}}
    outputs:
      all: "{{ .output }}"
      first: '{{ (index .children "validate-0").output | toJson }}'
    on_success: {next: after}
  - id: after
    type: basic
    tool: echo
    with: {seen: '{{ (index .tasks.validate.children "validate-0").status }}'}
""")
    assert found.status == "SUCCESS"
    output = found.row("validate").output
    assert output is not None
    assert output["first"]["value"] == "a"
    assert set(output["all"]) == {"validate-0"}
    assert found.row("after").output == {"seen": "SUCCESS"}


def test_v139_children_run_in_text_order() -> None:
    """V139, D-67: item-10 runs before item-2, in sequential collections too."""
    found = run("""
id: w
tasks:
  - id: c
    type: collection
    mode: sequential
    items: '[0,1,2,3,4,5,6,7,8,9,10]'
    task: {id: "item-{{ .index }}", type: basic, tool: echo}
""")
    order = [call.input["index"] for call in found.tools.calls]
    assert order == [0, 1, 10, 2, 3, 4, 5, 6, 7, 8, 9]


def test_d34_expansion_is_done_twice_and_the_total_is_forgotten() -> None:
    """D-34, 4.6: the row keeps four counts; the total of the second expansion reaches nobody."""
    row = run(SEQUENTIAL).row("process-items")
    assert row.output is not None
    assert "total_items" not in row.output["collection_metadata"]


def test_children_sharing_an_id() -> None:
    """3.3: children may share an id; each has its row, and templates see the last."""
    found = run("""
id: w
tasks:
  - {id: c, type: collection, items: '[1,2]', task: {id: same, type: basic, tool: echo}}
""")
    assert found.status == "SUCCESS"
    assert len(found.rows("same")) == 2
    assert found.output["same"]["output"]["index"] == 1


def test_d31_several_templates_run_when_basic() -> None:
    """D-31: the children of several templates run as long as they are basic."""
    flow = """
id: w
tasks:
  - id: c
    type: collection
    items: '["A"]'
    tasks:
      - {id: "one-{{ .index }}", type: basic, tool: echo, with: {v: "{{ .item }}"}}
      - {id: "two-{{ .index }}", type: KIND, PART}
"""
    basic = flow.replace("KIND, PART", "basic, tool: echo")
    assert run(basic, strict=True).status == "SUCCESS"
    nested = flow.replace("KIND, PART", "composite, tasks: [{id: x, type: basic, tool: echo}]")
    found = run(nested, strict=True)
    assert found.row("two-0").status is Status.PENDING
    assert run(nested).row("x").status is Status.SUCCESS
