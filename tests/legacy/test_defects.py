"""Defects that have no better place: each by its number in the list of differences."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from answers_of_tools import fails
from legacy.kit import Ids, StandIns, parts, run
from legacy.test_containers import basic, container, info

from switchover.engine.config import TaskTypes, WorkflowConfig
from switchover.engine.context import EngineContext
from switchover.engine.errors import EngineError
from switchover.engine.run.services import CreateState, Run
from switchover.engine.states import Status
from switchover.engine.store import MemoryStorage, MemoryStore
from switchover.legacy import services


def rendered(text: str, data: dict[str, Any]) -> Any:
    """What one text of a task's `with` becomes, given the workflow's input."""
    found = run(
        f"id: w\ntasks: [{{id: t, type: basic, tool: echo, with: {{got: '{text}'}}}}]", data
    )
    assert found.result.error is None, found.result.error
    return found.tools.calls[0].input["got"]


def test_d3_progress_has_the_old_names() -> None:
    """D-3: the record says completed_count, and knows no success_count."""
    record = info(container("parallel", basic("a")))
    assert "completed_count" in record
    assert not {"success_count", "canceled_count", "timed_out_count"} & record.keys()


def test_d18_custom_names_are_not_in_with() -> None:
    """D-18: a child gets `item` and `index`, whatever the collection calls them."""
    found = run("""
id: w
tasks:
  - id: c
    type: collection
    items: '["a"]'
    item_var: letter
    index_var: position
    task: {id: i, type: basic, tool: echo, with: {v: "{{ .letter }}{{ .position }}"}}
""")
    assert found.tools.calls[0].input == {"v": "a0", "item": "a", "index": 0}


def test_d27_scalar_items_are_one_text() -> None:
    """D-27: a number as items is one item, and a text."""
    found = run(
        """
id: w
tasks:
  - id: c
    type: collection
    items: "{{ .workflow.input.n }}"
    task: {id: i, type: basic, tool: echo, with: {v: "{{ kindOf .item }}"}}
""",
        {"n": 5},
    )
    assert found.tools.calls[0].input == {"v": "string", "item": 5, "index": 0}


ITEMS = """
id: w
config: {env: {SECRET: s3cr3t}}
tasks:
  - id: c
    type: collection
    items: "{{ .workflow.input.xs }}"
    mode: sequential
    task:
      id: "i-{{ .index }}"
      type: composite
      tasks:
        - {id: "load-{{ .index }}", type: basic, tool: echo, with: {v: "{{ .item }}"}}
        - {id: use, type: basic, tool: echo, with: {v: "{{ .tasks.use.status }}"}}
"""


def test_d68_rows_of_other_items() -> None:
    """D-68: a task below an item sees the row that was created last under an id, another item's."""

    async def slow(call: Any) -> Any:
        await asyncio.sleep(1)
        return dict(call.input)

    text = ITEMS.replace("mode: sequential", "mode: parallel").replace("load-{{ .index }}", "load")
    text = text.replace(
        'tool: echo, with: {v: "{{ .item }}"}', 'tool: slow, with: {v: "{{ .item }}"}'
    )
    text = text.replace(".tasks.use.status", ".tasks.load.output.v")
    found = run(text, {"xs": ["a", "b"]}, tools={"slow": slow})
    assert {call.input["v"] for call in found.tools.calls if call.id == "echo"} == {"b"}


def test_d69_nested_ids_stay_templates() -> None:
    """D-69: the id of a task below a collection's child is the text of its template."""
    found = run(ITEMS, {"xs": ["a", "b"]})
    assert "load-{{ .index }}" in {row.task_id for row in found.result.tasks}


@pytest.mark.parametrize("mark", ["{{ .env.SECRET }}", "{{ .workflow.id }}-{{ .env.SECRET }}"])
def test_d70_data_is_executed(mark: str) -> None:
    """D-70: a text that arrives as an item is rendered on its way into a tool."""
    text = ITEMS[: ITEMS.index("      type: composite")]
    text += (
        '      type: basic\n      tool: echo\n      with: {v: "{{ .item }}", d: ["{{ .item }}"]}\n'
    )
    given = run(text, {"xs": [mark]}).tools.calls[0].input
    assert [given["v"], *given["d"], given["item"]] == [
        mark.replace("{{ .env.SECRET }}", "s3cr3t").replace("{{ .workflow.id }}", "w")
    ] * 3
    assert run(text, {"xs": ["see {{docs}}"]}).status == "FAILED"


def test_d32_metadata_of_a_collection() -> None:
    """D-32: four counts under collection_metadata, beside progress and outputs."""
    found = run("""
id: w
tasks:
  - {id: c, type: collection, items: '[1, 2]', filter: '{{ eq .index 0 }}',
     task: {id: i, type: basic, tool: echo}}
""")
    output = found.row("c").output
    assert output is not None
    assert set(output) == {"collection_metadata", "progress_info", "outputs"}
    assert output["collection_metadata"] == {
        "item_count": 1,
        "skipped_count": 1,
        "mode": "parallel",
        "batch_size": 0,
    }


def test_d39_selector_is_text() -> None:
    """D-39: the condition is a template whose text is the key."""
    found = run(
        """
id: w
tasks:
  - {id: r, type: router, condition: '{{ if gt .workflow.input.n 0.9 }}hi{{ else }}lo{{ end }}',
     routes: {hi: a, lo: b}}
  - {id: a, type: basic, tool: echo}
  - {id: b, type: basic, tool: echo}
""",
        {"n": 1},
        strict=True,
    )
    assert [name for name, _ in found.statuses()] == ["r", "a"]


@pytest.mark.parametrize(("first", "last"), [("bad", "echo"), ("echo", "bad")])
def test_d42_failed_rows_decide_in_order_of_creation(first: str, last: str) -> None:
    """D-42: a failed row without a parent fails the workflow, wherever it stands."""
    found = run(
        f"""
id: w
tasks:
  - {{id: a, type: composite, tasks: [{{{basic("x", first)}}}],
     on_success: {{next: b}}, on_error: {{next: b}}}}
  - {{id: b, type: composite, tasks: [{{{basic("y", last)}}}], on_error: {{next: nowhere}}}}
""",
        tools={"bad": fails()},
    )
    handled = first == "bad"
    assert found.row("a").status is (Status.FAILED if handled else Status.SUCCESS)
    assert found.status == "FAILED"


def test_d44_child_outputs_are_in_order_of_creation() -> None:
    """D-44: not in the order of the texts of their ids."""
    output = container("parallel", basic("b"), basic("a")).row("c").output
    assert output is not None
    assert list(output["outputs"]) == ["b", "a"]


def test_d50_memory_is_no_type() -> None:
    """D-50: a task of type memory is refused."""
    found = run("id: w\ntasks: [{id: m, type: memory}]")
    assert found.result.error is not None
    assert "'memory'" in found.result.error.message


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (9007199254740992, "9.007199254740992e+15"),
        (1500000, "1.5e+06"),
        (1000000, "1e+06"),
        (100000, "100000"),
        (0.95, "0.95"),
        (1e-5, "1e-05"),
    ],
)
def test_d52_numbers_print_as_floats(value: float, text: str) -> None:
    """D-52, 2.1: numbers of the input are floats, and large ones print with an exponent."""
    assert rendered("{{ .workflow.input.n }}", {"n": value}) == text
    assert rendered("n={{ .workflow.input.n }}", {"n": value}) == f"n={text}"


def test_whole_and_decimal_numbers_compare_by_kind() -> None:
    """2.1: a number of the input compares with decimals alone; a length with whole ones."""
    assert rendered("{{ gt .workflow.input.n 2.5 }}", {"n": 3}) == "true"
    assert rendered("{{ eq (len .workflow.input.n) 1 }}", {"n": [3]}) == "true"
    with pytest.raises(AssertionError, match="incompatible types"):
        rendered("{{ eq .workflow.input.n 3 }}", {"n": 3})


def test_maps_keep_their_numbers() -> None:
    """2.2: a map that is passed on whole comes through as JSON would write it."""
    value = {"n": 3, "half": 0.5, "deep": [1, {"big": 1500000}]}
    assert rendered("{{ .workflow.input.m }}", {"m": value}) == value
    assert rendered("{{ .workflow.input.m | toJson }}", {"m": value}) == value


class Forgetful(MemoryStorage):
    """A storage that is full after so many configurations."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    async def store(self, key: str, value: Any, **life: Any) -> None:
        if key.startswith("config:"):
            if not self.room:
                raise EngineError("STORAGE_FULL", "no room left")
            self.room -= 1
        await super().store(key, value, **life)


def test_d55_rows_of_children_come_before_their_configurations() -> None:
    """D-55: when configurations cannot be kept, what was kept is taken back; the rows stay."""
    store, storage = MemoryStore(), Forgetful(3)
    context = EngineContext(
        store=store,
        storage=storage,
        tools=StandIns(),
        dispatcher=parts().dispatcher,
        new_id=Ids(),
        now=lambda: 1.0,
    )
    types = TaskTypes()
    children = [{"id": name, "type": "basic", "tool": "echo"} for name in "abcd"]
    task = types.task({"id": "p", "type": "parallel", "tasks": children})
    one = Run(workflow=WorkflowConfig({"id": "w", "tasks": []}, types), workflow_exec_id="run")

    async def main() -> None:
        from switchover.engine.run.services import TaskCall

        system = services(context)
        created = await system.create_state(CreateState(run=one, task=task))
        call = TaskCall(run=one, task=created.task, state=created.state)
        with pytest.raises(EngineError, match="2 saved configs were rolled back") as caught:
            await system.prepare_children(call)
        assert caught.value.code == "CHILD_CONFIG_SAVE"
        assert len(store.children(created.state.task_exec_id)) == 4
        assert await storage.keys("config:") == [f"config:{created.state.task_exec_id}"]

    asyncio.run(main())


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (".parent.version", "SUCCESS"),
        (".input.raw", "SUCCESS"),
        (".output.progress_info.total_children", "SUCCESS"),
        (".input.other", "FAILED"),
    ],
)
def test_d60_transitions_see_the_row_and_the_workflow(text: str, status: str) -> None:
    """D-60: `.input` of a transition is the row's, `.parent` the whole definition.

    This shows in containers alone: the transitions of others were rendered before they ran.
    """
    found = run(f"""
id: w
version: 7.1.0
tasks:
  - id: t
    type: composite
    with: {{raw: 1}}
    tasks: [{{id: x, type: basic, tool: echo}}]
    on_success: {{next: after, with: {{v: "{{{{ {text} }}}}"}}}}
  - {{id: after, type: basic, tool: echo}}
""")
    assert found.status == status


def test_d63_an_end_is_guarded() -> None:
    """D-63: a child that starts late does not bring its finished parent back."""
    from legacy.test_parents import state, tree

    from switchover.legacy.services.parent_updater import ParentUpdate, ParentUpdater

    kit = tree(Status.SUCCESS, Status.RUNNING, parent=Status.SUCCESS)
    ParentUpdater(kit.context).update(ParentUpdate(parent="parent"))
    assert state(kit).status is Status.SUCCESS
