"""The numbered vectors of collections, for the new system."""

from typing import Any

import pytest
from item_vectors import ItemVectors
from orchestrators.kit import begun, call, parts, row, run, run_of

from switchover.engine.errors import EngineError
from switchover.orchestrators.collection.item_expander import to_items
from switchover.orchestrators.collection.item_filter import is_truthy
from switchover.orchestrators.collection.orchestrator import CollectionOrchestrator
from switchover.orchestrators.shared.container import ChildPlan

CHILD = {"id": "c-{{ .index }}", "type": "basic", "tool": "echo"}


def plan(given: dict[str, Any] | None = None, **collection: Any) -> ChildPlan:
    """Expand a collection, given a workflow's input."""
    kit = parts()
    begun(kit, given)
    config = {"id": "c", "type": "collection", "task": CHILD, **collection}
    if "tasks" in collection:
        del config["task"]
    run = run_of(config)
    (task,) = run.workflow.tasks
    return CollectionOrchestrator(kit.shared).plan(run, task, row(task))


def items(given: dict[str, Any] | None = None, **collection: Any) -> list[Any]:
    return [child["with"]["item"] for child in plan(given, **collection).children]


class TestItems(ItemVectors):
    """V61, V62, V63, V67, V68, V69, V70, V71, V77: as they hold for both systems."""

    items = staticmethod(items)
    to_items = staticmethod(to_items)
    is_truthy = staticmethod(is_truthy)


def test_v61_items_in_order() -> None:
    """V61: a reference to a list gives its items in order."""
    users = ["alice", "bob", "charlie"]
    assert items({"users": users}, items="{{ .workflow.input.users }}") == users


def test_v63_map() -> None:
    """V63: a map gives an entry with key and value for each key, sorted."""
    hosts = {"port": 8080, "host": "localhost"}
    expected = [{"key": "host", "value": "localhost"}, {"key": "port", "value": 8080}]
    assert items({"hosts": hosts}, items="{{ .workflow.input.hosts }}") == expected


def test_v64_text_that_is_no_json() -> None:
    """V64, of the part that is wanted: a list in JSON; a plain text is an error, not an item."""
    assert items(items="[1, 2, 3]") == [1, 2, 3]
    with pytest.raises(EngineError, match="invalid json") as caught:
        items(items="invalid json format")
    assert caught.value.code == "COLL_EXPANSION"


def test_v72_original_indices() -> None:
    """V72: the index that a filter sees is the one of the unfiltered list."""
    even = "{{ if eq (mod .idx 2) 0 }}true{{ else }}false{{ end }}"
    child = {**CHILD, "id": "c-{{ .idx }}"}
    kept = items(items='["a", "b", "c", "d"]', index_var="idx", filter=even, task=child)
    assert kept == ["a", "c"]


@pytest.mark.parametrize("active", [True, False])
def test_v74_conditional_filter(active: bool) -> None:
    """V74: a filter that renders to nothing drops the item."""
    kept = items(
        {"all": [{"active": active}]},
        items="{{ .workflow.input.all }}",
        filter="{{ if .item.active }}active{{ end }}",
    )
    assert len(kept) == active


@pytest.mark.parametrize(("count", "kept"), [(5, 1), (0, 0)])
def test_v75_typed_filter(count: int, kept: int) -> None:
    """V75: a filter that is a number keeps the item unless it is zero."""
    given = {"all": [{"count": count}]}
    assert len(items(given, items="{{ .workflow.input.all }}", filter="{{ .item.count }}")) == kept


def test_v76_broken_filter() -> None:
    """V76: a filter that fails names the item."""
    with pytest.raises(EngineError, match="item 0") as caught:
        items(items='["a"]', filter="{{ .nonexistent.field }}")
    assert caught.value.code == "COLL_FILTER"


def test_v78_templates_of_a_child() -> None:
    """V78: id, action and `with` of a child see its item."""
    template = {
        "id": "template-task-{{ .index }}",
        "type": "basic",
        "action": "{{ .item.action }}",
        "with": {"param": "{{ .item.value }}"},
    }
    files = '[{"action":"read","value":"file1"},{"action":"write","value":"file2"}]'
    children = plan(items=files, task=template).children
    assert [child["id"] for child in children] == ["template-task-0", "template-task-1"]
    assert [child["action"] for child in children] == ["read", "write"]
    assert [child["with"]["param"] for child in children] == ["file1", "file2"]


def test_v79_several_templates() -> None:
    """V79: several templates make several children of an item, item by item."""
    templates = [
        {"id": f"task{n}-{{{{ .index }}}}", "type": "basic", "action": f"step{n}-{{{{ .item }}}}"}
        for n in (1, 2)
    ]
    children = plan(items='["A", "B"]', tasks=templates).children
    assert [child["id"] for child in children] == ["task1-0", "task2-0", "task1-1", "task2-1"]
    assert [child["action"] for child in children] == ["step1-A", "step2-A", "step1-B", "step2-B"]


def test_v80_what_a_collection_was_given_reaches_its_children() -> None:
    """V80: a child's `with` is the collection's, under the template's own, the item and the index."""
    given = {"parent_key": "{{ .workflow.input.v }}", "shared_key": "ps"}
    template = {**CHILD, "with": {"template_key": "tv", "shared_key": "ts"}}
    more = {"items": '["a"]', "item_var": "myItem", "index_var": "myIndex"}
    template["id"] = "c-{{ .myIndex }}"
    (child,) = plan({"v": "pv"}, task=template, **more, **{"with": given}).children
    assert child["with"] == {
        "parent_key": "pv", "template_key": "tv", "shared_key": "ts", "item": "a", "index": 0,
    }  # fmt: skip
    assert {key: child["_item_scope"][key] for key in ("myItem", "myIndex")} == {
        "myItem": "a",
        "myIndex": 0,
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9007199254740993", "9007199254740993"),
        ("999999999999999999", "999999999999999999"),
        ("42", "42"),
        ("007", "007"),
        ("3.14", "3.14"),
        ("1.50", "1.50"),
        ("0.123456789123456789", "0.123456789123456789"),
        ("1.23e-10", "1.23e-10"),
        ("   ", "   "),
        ("t", True),
        ("FALSE", False),
        ("null", None),
        ('{"a": 9007199254740993}', {"a": 9007199254740993}),
        ("[1", "[1"),
        (" [1]", " [1]"),
    ],
)
def test_v56_v90_a_text_of_digits_stays_a_text(text: str, value: Any) -> None:
    """V56, V90: no digit of a text is lost, in an item, in what refers to it, or beside it."""
    template = {**CHILD, "with": {"own": "{{ .item }}", "deep": ["{{ .item }}"]}}
    (child,) = plan({"xs": [text]}, items="{{ .workflow.input.xs }}", task=template).children
    assert repr(child["with"]) == repr({"own": value, "deep": [text], "item": text, "index": 0})


def test_v92_tasks_below_a_collection_read_what_it_was_given() -> None:
    """V92: children, and the tasks below them, see the collection's `with` as `.input`, each its own
    item, and a sibling's output of that same item."""
    done = run(
        """
        id: flow
        tasks:
          - id: review
            type: collection
            items: "{{ .workflow.input.files }}"
            item_var: file
            with: { dir: "{{ .workflow.input.dir }}", mode: fast }
            filter: '{{ ne .file .input.dir }}'
            task:
              id: "process-{{ .index }}"
              type: composite
              with: { mode: slow }
              tasks:
                - id: read
                  type: basic
                  tool: echo
                  with: { path: "{{ .input.dir }}/{{ .file }}", mode: "{{ .input.mode }}" }
                - id: analyze
                  type: basic
                  tool: echo
                  with: { content: "{{ .tasks.read.output.path }}" }
        """,
        {"files": ["a", "b", "src"], "dir": "src"},
    )
    assert done.status == "SUCCESS"
    told = [call.input for call in done.tools.calls]
    assert sorted(map(str, told)) == sorted(
        map(
            str,
            [
                {"path": "src/a", "mode": "slow"},
                {"path": "src/b", "mode": "slow"},
                {"content": "src/a"},
                {"content": "src/b"},
            ],
        )
    )


def test_v82_names_that_are_empty() -> None:
    """V82: without names of their own, item and index have theirs."""
    (child,) = plan(items='["a"]', item_var="", index_var="").children
    assert child["with"] == {"item": "a", "index": 0}


def test_v84_counts_of_nothing() -> None:
    """V84: no items: nothing kept, nothing skipped."""
    counts = plan(items="[]", filter="false").counts
    assert counts == {"item_count": 0, "skipped_count": 0, "mode": "parallel", "batch_size": 0}


@pytest.mark.parametrize(("batch", "workers"), [({}, 1), ({"batch": 2}, 2)])
def test_v85_workers(batch: dict[str, Any], workers: int) -> None:
    """V85: one at a time has one worker, or as many as a batch."""
    found = plan(items="[1,2,3]", mode="sequential", **batch)
    assert (found.workers, found.counts["mode"]) == (workers, "sequential")


def test_v87_sequential() -> None:
    """V87: two items one after the other: three rows, all successful."""
    done = run("""
        id: flow
        tasks:
          - id: process
            type: collection
            items: '["a", "b"]'
            mode: sequential
            task: { id: "process-items-sequential-item-{{ .index }}", type: basic, tool: echo }
        """)
    assert done.statuses() == {
        "process": "SUCCESS",
        "process-items-sequential-item-0": "SUCCESS",
        "process-items-sequential-item-1": "SUCCESS",
    }


def test_v88_empty() -> None:
    """V88: no items: the workflow succeeds with one row and the outputs."""
    done = run("""
        id: flow
        tasks:
          - id: process
            type: collection
            items: "[]"
            task: { id: "c-{{ .index }}", type: basic, tool: echo }
            outputs: { completion_status: empty_collection_completed }
        """)
    assert done.statuses() == {"process": "SUCCESS"}
    assert done.row("process").output == {"completion_status": "empty_collection_completed"}


def test_v89_custom_names_in_outputs() -> None:
    """V89: a child's outputs see the item and its index under the collection's names."""
    done = run(
        """
        id: flow
        tasks:
          - id: cities
            type: collection
            items: "{{ .workflow.input.cities }}"
            item_var: city
            index_var: position
            task:
              id: "weather-{{ .position }}"
              type: basic
              tool: weather
              outputs:
                city_name: "{{ .city }}"
                position: "{{ .position }}"
                message: "Processing {{ .city }}: {{ .output.weather }}"
        """,
        {"cities": ["Oslo", "Rome", "Lima"]},
        tools={"weather": lambda call: {"weather": "fair"}},
    )
    assert set(done.statuses().values()) == {"SUCCESS"}
    assert len(done.statuses()) == 4
    assert done.row("weather-1").output == {
        "city_name": "Rome",
        "position": 1,
        "message": "Processing Rome: fair",
    }


def test_v91_complex_templates() -> None:
    """V91: ids and inputs out of several variables."""
    template = {
        "id": "task-{{ .item.type }}-{{ .index }}",
        "type": "basic",
        "tool": "echo",
        "with": {
            "source_path": "/input/{{ .item.type }}s/{{ .item.file }}",
            "full_id": "{{ .workflow.id }}_{{ .item.type }}_{{ .index }}",
            "timeout_config": "{{ .item.timeout }}",
        },
    }
    things = [
        {"type": "document", "file": "doc-001.pdf", "timeout": 300},
        {"type": "image", "file": "img.png", "timeout": 60},
        {"type": "dataset", "file": "set.csv", "timeout": 600},
    ]
    children = plan(
        {"things": things}, items="{{ .workflow.input.things }}", task=template
    ).children
    assert [child["id"] for child in children] == [
        "task-document-0",
        "task-image-1",
        "task-dataset-2",
    ]
    assert children[0]["with"]["source_path"] == "/input/documents/doc-001.pdf"
    assert children[0]["with"]["full_id"] == "flow_document_0"
    assert children[0]["with"]["timeout_config"] == 300


def test_v93_children_and_outputs() -> None:
    """V93: a collection's outputs see the children's outputs and the children themselves."""
    done = run("""
        id: flow
        tasks:
          - id: validate
            type: collection
            items: '["a"]'
            task: { id: "validate-{{ .index }}", type: basic, tool: echo }
            outputs:
              all: "{{ .output }}"
              first: '{{ index .children "validate-0" }}'
            on_success: { next: follow }
          - { id: follow, type: basic, tool: echo }
        """)
    output = done.row("validate").output
    assert output is not None
    assert output["all"]["validate-0"]["item"] == "a"
    assert "status:SUCCESS" in output["first"]
    assert done.row("follow").status.value == "SUCCESS"


@pytest.mark.parametrize(("children", "text"), [({"validate-0": 1}, "1"), (None, "0")])
def test_v112_length_of_outputs(children: dict[str, Any] | None, text: str) -> None:
    """V112: `.output` of a collection is the map of its children's outputs, empty without any."""
    kit = parts()
    run_ = run_of({"id": "c", "type": "collection", "outputs": {"n": "{{ len .output }} out"}})
    config = run_.workflow.tasks[0]
    begun(kit)
    state = row(config, output={} if children is None else {"outputs": children})
    collection = CollectionOrchestrator(kit.shared)
    assert collection.transformed(call(run_, config, state), state) == {"n": f"{text} out"}
