"""The variable `.tasks` and the rows behind it."""

from __future__ import annotations

from typing import Any

from switchover.engine.outcomes import default_output, last_word
from switchover.engine.rendering import NearRows, References, TaskRows, TaskVariable, authored
from switchover.engine.states import Status, TaskError, TaskState
from switchover.engine.store import MemoryStore


def of_text(text: str) -> References:
    found: References = authored(text).mentions()
    return found


ALL = References(present=True, all_roots=True, all_tasks=True)


def row(task_id: str, exec_id: str = "", **fields: Any) -> TaskState:
    given = {"status": Status.SUCCESS, "execution_type": "basic"} | fields
    ids = {"task_exec_id": exec_id or f"x-{task_id}", "task_id": task_id}
    return TaskState(**ids, workflow_id="w", workflow_exec_id="run", **given)


def variable(*rows: TaskState, configs: dict[str, Any] | None = None) -> TaskVariable:
    store = MemoryStore()
    for entry in rows:
        store.put_task(entry)
    return TaskVariable(TaskRows(store, "run"), (configs or {}).get)


def test_entry_is_overlaid_by_the_configuration() -> None:
    """2.5: every configured field is there, but input and output are the row's."""
    config = {"id": "a", "type": "basic", "final": True, "input": {"type": "object"}, "output": {}}
    found = variable(row("a", input={"x": 1}, output={"y": 2}), configs={"a": config}).build(ALL)
    assert found["a"] == {
        "id": "a",
        "type": "basic",
        "final": True,
        "status": "SUCCESS",
        "input": {"x": 1},
        "output": {"y": 2},
    }


def test_only_mentioned_tasks_are_built() -> None:
    """Naming two tasks builds two entries; one that never ran has none."""
    build = variable(row("a"), row("b"), row("c")).build
    assert set(build(of_text("{{ .tasks.a.output }}{{ .tasks.no.output }}"))) == {"a"}
    assert set(build(of_text("{{ len .tasks }}"))) == {"a", "b", "c"}


def test_container_output_nests_its_children() -> None:
    """V49's path: a child's value lies below its container's output, beside the raw output."""
    parent = row("P", execution_type="parallel", output={"outputs": {}})
    failed = {"status": Status.FAILED, "error": TaskError(message="no", code="c")}
    children = [
        row("C", parent_state_id="x-P", output={"confidence": 0.95}),
        row("D", parent_state_id="x-P", **failed),
    ]
    entry = variable(parent, *children).build(ALL)["P"]
    assert entry["output"]["C"]["output"] == {"confidence": 0.95}
    assert entry["output"]["output"] == {"outputs": {}}
    assert entry["output"]["D"] == {
        "output": None,
        "status": "FAILED",
        "error": {"message": "no", "code": "c"},
    }
    assert "children" not in entry["children"]["C"]
    assert entry["children"]["C"]["status"] == "SUCCESS"


def test_v134_children_end_after_ten_levels() -> None:
    """V134: of fifteen nested containers the eleventh is there, with no children of its own."""
    rows = [row("task-0", execution_type="composite")]
    for level in range(1, 15):
        above = f"x-task-{level - 1}"
        rows.append(row(f"task-{level}", execution_type="composite", parent_state_id=above))
    entry = variable(*rows).build(ALL)["task-0"]
    for level in range(1, 11):
        entry = entry["children"][f"task-{level}"]
    assert entry["id"] == "task-10"
    assert entry["children"] == {}


def test_rows_with_one_id_collapse_to_the_last() -> None:
    """3.3: of several rows with one task id templates see the last; five tasks, not seven."""
    rows = [row("c", execution_type="collection")]
    for index in (0, 1):
        rows.append(row(f"item-{index}", f"i{index}", parent_state_id="x-c"))
        rows += [row("a", f"a{index}"), row("b", f"b{index}", output={"at": index})]
    found = variable(*rows).build(ALL)
    assert list(found) == ["c", "item-0", "a", "b", "item-1"]
    assert found["b"]["output"] == {"at": 1}


def test_a_later_row_hides_a_child() -> None:
    """7.4: the second, parent-less row of a nested container takes the child's place."""
    rows = [
        row("P", execution_type="composite"),
        row("N", "child", parent_state_id="x-P"),
        row("N", "second", execution_type="composite"),
    ]
    assert variable(*rows).build(ALL)["P"]["children"] == {}


def test_last_row_without_a_parent_has_the_word() -> None:
    """5.6: children and rows that wait, are canceled or timed out say nothing."""
    failed, pending = row("f", status=Status.FAILED), row("p", status=Status.PENDING)
    child = row("c", status=Status.FAILED, parent_state_id="x")
    silent = [row(s.value, status=s) for s in (Status.CANCELED, Status.WAITING, Status.TIMED_OUT)]
    assert last_word([row("a"), child, *silent]) is Status.SUCCESS
    assert last_word([failed, pending]) is Status.RUNNING
    assert last_word([pending, failed]) is Status.FAILED


def test_default_output_has_every_task() -> None:
    """5.6: without outputs the workflow's output lists all tasks, children with their parent."""
    rows = [row("p", execution_type="parallel", output={"a": 1}), row("c", parent_state_id="x-p")]
    assert default_output(rows) == {
        "p": {"output": {"a": 1}, "execution_type": "parallel"},
        "c": {"output": None, "parent_state_id": "x-p"},
    }


def near(*rows: TaskState, parent: str | None) -> NearRows:
    store = MemoryStore()
    for entry in rows:
        store.put_task(entry)
    return NearRows(store, "run", parent, lambda row: row.execution_type == "collection")


def items() -> list[TaskState]:
    """Two items, each of a composite of two tasks; a task outside has the name of one of them."""
    rows = [row("load", "outer"), row("all", execution_type="collection")]
    for index in (0, 1):
        at = f"i{index}"
        rows.append(row(at, at, execution_type="composite", parent_state_id="x-all"))
        rows += [
            row("load", f"load{index}", parent_state_id=at),
            row(f"only-{index}", f"only{index}", parent_state_id=at),
        ]
    return rows


def test_siblings_go_before_outer_rows_and_other_items_are_not_there() -> None:
    """A task sees its own item's row; another item's neither in its place nor by its own name."""
    rows = items()
    for index in (0, 1):
        found = near(*rows, parent=f"i{index}")
        assert found.latest("load").task_exec_id == f"load{index}"
        assert found.latest(f"only-{index}").task_exec_id == f"only{index}"
        assert found.latest(f"only-{1 - index}") is None
        assert found.latest("all").task_exec_id == "x-all"
        by_id = {name: each.task_exec_id for name, each in found.by_id().items()}
        assert by_id["load"] == f"load{index}"
        assert f"only-{1 - index}" not in by_id


def test_without_an_own_row_the_outer_one_is_seen_not_another_items() -> None:
    """Before a sibling has a row, the nearest one around counts."""
    rows = [each for each in items() if each.task_exec_id != "load0"]
    assert near(*rows, parent="i0").latest("load").task_exec_id == "outer"
    assert near(*rows[1:], parent="i0").latest("load") is None


def test_from_outside_the_last_row_is_seen() -> None:
    """What follows a collection sees its last item's, as ever; and rows nested beside it."""
    rows = items()
    assert near(*rows, parent=None).latest("load").task_exec_id == "load1"
    beside = [row("c", execution_type="composite"), row("in", parent_state_id="x-c")]
    assert near(*rows, *beside, parent="i0").latest("in").task_exec_id == "x-in"
    assert list(near(*rows, parent=None).by_id()) == ["load", "all", "i0", "only-0", "i1", "only-1"]
