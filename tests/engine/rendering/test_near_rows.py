"""Which row a task sees under an id: told by another, slower reading of the same sentences, for any tree of rows."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.engine.rendering import NearRows, TaskRows, TaskVariable, authored
from switchover.engine.states import Status, TaskState
from switchover.engine.store import MemoryStore

KINDS = ["collection", "composite", "parallel", "basic"]
IDS = ["a", "b", "ü"]


def tree(spec):
    """Rows from a list of (id, kind, which of the rows before it owns it)."""
    rows = []
    for number, (task_id, kind, owner) in enumerate(spec):
        owners = [row for row in rows if row.execution_type != "basic"]
        parent = owners[owner % len(owners)].task_exec_id if owners and owner >= 0 else None
        rows.append(
            TaskState(
                task_exec_id=f"x{number}", task_id=task_id, workflow_id="w", workflow_exec_id="r", status=Status.SUCCESS, execution_type=kind, parent_state_id=parent,
                output={"number": number},
            )
        )  # fmt: skip
    return rows


TREES = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(KINDS), st.integers(-1, 6)), max_size=9
).map(tree)


def repeats(row):
    return row.execution_type == "collection"


class Sight:
    """What a task below `parent` sees, by the sentences of the documentation."""

    def __init__(self, rows, parent):
        self.rows, self.parent = rows, parent
        self.known = {row.task_exec_id: row for row in rows}
        self.around = [*self.outwards(parent)]

    def outwards(self, exec_id):
        while exec_id is not None:
            yield self.known[exec_id]
            exec_id = self.known[exec_id].parent_state_id

    def latest(self, task_id):
        named = [row for row in self.rows if row.task_id == task_id]
        for container in self.around:
            own = [row for row in named if row.parent_state_id == container.task_exec_id]
            if own:
                return own[-1]
        seen = [row for row in named if not self.is_of_another_item(row)]
        return seen[-1] if seen else None

    def is_of_another_item(self, row):
        """Whether it belongs to an item of a collection around the task that is not the task's own."""
        chain = [row, *self.outwards(row.parent_state_id)]
        ours = {container.task_exec_id for container in self.around}
        for inner, outer in pairwise(chain):
            if outer.task_exec_id in ours:
                return repeats(outer) and inner.task_exec_id not in ours
        return False


def store_of(rows):
    store = MemoryStore()
    for row in rows:
        store.put_task(row)
    return store


@given(TREES, st.integers(0, 20))
@settings(max_examples=80)
def test_a_task_sees_its_siblings_then_outwards_then_what_is_no_other_items(rows, where):
    """From any place in any tree."""
    places = [None, *(row.task_exec_id for row in rows if row.execution_type != "basic")]
    parent = places[where % len(places)]
    sight, near = Sight(rows, parent), NearRows(store_of(rows), "r", parent, repeats)
    for task_id in [*IDS, "none"]:
        assert near.latest(task_id) == sight.latest(task_id), task_id


@given(TREES, st.integers(0, 20))
@settings(max_examples=100)
def test_all_rows_by_id_are_those_that_are_seen_one_by_one(rows, where):
    """The map and the single look agree, so that a template may ask either way."""
    places = [None, *(row.task_exec_id for row in rows if row.execution_type != "basic")]
    near = NearRows(store_of(rows), "r", places[where % len(places)], repeats)
    by_id = near.by_id()
    seen = {task_id: near.latest(task_id) for task_id in IDS}
    assert by_id == {task_id: row for task_id, row in seen.items() if row is not None}


@given(TREES)
def test_from_the_top_the_last_row_of_each_id_is_seen(rows):
    """In the order in which each id first came, as the old services have it everywhere."""
    last = {row.task_id: row for row in rows}
    for seen in (NearRows(store_of(rows), "r", None, repeats), TaskRows(store_of(rows), "r")):
        assert seen.by_id() == last
        assert [*seen.by_id()] == [*last]
        assert {task_id: seen.latest(task_id) for task_id in last} == last


@given(TREES)
def test_children_are_those_of_the_row_each_once(rows):
    """Of several with one id the last; the old services drop those that a later row hides."""
    store = store_of(rows)
    near, plain = NearRows(store, "r", None, repeats), TaskRows(store, "r")
    for owner in rows:
        own = [row for row in rows if row.parent_state_id == owner.task_exec_id]
        assert [*near.children(owner)] == [*{row.task_id: row for row in own}.values()]
        assert [*plain.children(owner)] == [row for row in own if plain.latest(row.task_id) == row]


@given(TREES)
@settings(max_examples=60)
def test_what_is_mentioned_is_built_as_in_the_whole(rows):
    """One entry by itself is the one in the map of all; of a task without a row there is none."""
    variable = TaskVariable(NearRows(store_of(rows), "r", None, repeats))
    whole = variable.build(authored("{{ .tasks }}").mentions())
    for task_id in [*IDS, "none"]:
        one = variable.build(authored(f"{{{{ .tasks.{task_id}.output }}}}").mentions())
        assert one == ({task_id: whole[task_id]} if task_id in whole else {})


LEVELS = [(1, ["number"]), (3, ["number"]), (10, ["number"])]


@pytest.mark.parametrize(("levels", "keys"), LEVELS, ids=str)
def test_outputs_nest_as_the_rows_do(levels, keys):
    """Each container's output is a map of its own output and its children's."""
    rows = tree(
        [
            (f"t{level}", "composite" if level < levels else "basic", level - 1)
            for level in range(levels + 1)
        ]
    )
    entry = TaskVariable(NearRows(store_of(rows), "r", None, repeats)).build(
        authored("{{ .tasks }}").mentions()
    )["t0"]
    found = entry["output"]
    for level in range(1, levels + 1):
        assert found["output"] == {"number": level - 1}
        found = found[f"t{level}"]["output"]
    assert [*found] == keys


def test_a_child_that_is_called_output_goes_before_the_output():
    """There is one place for both: the child has it, as in the public engine."""
    rows = tree([("p", "composite", -1), ("output", "basic", 0)])
    entry = TaskVariable(NearRows(store_of(rows), "r", None, repeats)).build(
        authored("{{ .tasks }}").mentions()
    )["p"]
    assert entry["output"]["output"] == {"output": {"number": 1}, "status": "SUCCESS"}
