"""Configurations as views: laid over each other, walked through, left and entered, whatever their type."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.engine.config import WorkflowConfig, engine_types
from switchover.engine.config.places import Places, origin
from switchover.engine.config.problem import Position
from switchover.engine.config.source import NOWHERE, ValueOrigin
from switchover.engine.errors import EngineError

TYPES = engine_types()

SCALARS = st.sampled_from(["", "a", "b", 0, 1, True, False, None, 2.5])
MAPS = st.dictionaries(st.sampled_from("kl"), SCALARS, max_size=2)
CONFIGS = st.fixed_dictionaries(
    {}, optional={
        "id": st.sampled_from(["", "a", "b"]), "action": st.sampled_from(["", "x", "y"]), "with": MAPS, "env": st.dictionaries(st.sampled_from("AB"), st.sampled_from(["", "1"]), max_size=2), "final": st.booleans(), "retries": st.integers(0, 2),
        "on_success": st.fixed_dictionaries({}, optional={"next": st.sampled_from(["", "n", "m"]), "with": MAPS}), "other": SCALARS, "outputs": MAPS,
    },
)  # fmt: skip


def said(data):
    """What a configuration says: an empty field says as little as one that is not there."""
    if not isinstance(data, dict):
        return data
    return {
        key: value for key, item in data.items() if (value := said(item)) not in ("", 0, None, {})
    }


@given(CONFIGS, CONFIGS, CONFIGS)
@settings(max_examples=40)
def test_laying_over_each_other_is_told_by_each_field(one, other, third):
    """Nothing is changed, nothing over it changes nothing, twice is once, and it does not matter which two first."""
    tasks = [TYPES.task(data) for data in (one, other, third)]
    before = repr([one, other, third])
    both = tasks[0].merge(tasks[1])
    assert repr([one, other, third]) == before
    assert both.merge({}).data == both.data
    assert both.merge(tasks[1]).data == both.data
    assert said(both.merge(tasks[2]).data) == said(tasks[0].merge(tasks[1].merge(tasks[2])).data)
    assert both.data.keys() == one.keys() | other.keys()
    for key in ("with", "env", "outputs"):
        if key in other:
            assert (both.data[key] or {}) == {**one.get(key, {}), **other[key]}
    for key in ("id", "action", "final", "retries"):
        if key in other:
            assert (both.data[key] or None) == (other[key] or one.get(key) or None)


@given(CONFIGS, st.sets(st.sampled_from(["id", "with", "other", "none"])))
def test_a_view_without_fields_is_one_in_which_they_never_stood(data, names):
    task = TYPES.task(data)
    left = task.without(*names)
    assert left.data == {key: value for key, value in data.items() if key not in names}
    assert (left is task) == (not names)
    assert task.data == data


def test_a_map_that_was_taken_out_is_one_s_own():
    task = TYPES.task({"id": "t", "with": {"a": [1]}})
    task.to_map()["with"]["a"].append(2)
    assert task.with_ == {"a": [1]}


KINDS = ["basic", "router", "parallel", "collection", "composite", "aggregate", "wait", "signal"]


@pytest.mark.parametrize("kind", [*KINDS, "", None, "nope", 3, ["basic"]])
def test_a_type_makes_its_view(kind):
    """No type is basic; one that nobody knows has the fields of every task, and says so when it is validated."""
    task = TYPES.task({"id": "t", "type": kind})
    known = kind or "basic"
    assert type(task).type_name == (known if known in KINDS else "")
    problems = {problem.code for problem in TYPES.problems(task.merge({"CWD": "."}))}
    assert ("TYPE" in problems or "SHAPE" in problems) == (known not in KINDS)


def nested(depth, kind="composite"):
    inner = {"id": f"t{depth}", "type": "basic"}
    for level in range(depth - 1, -1, -1):
        field = {"task": inner} if kind == "collection" else {"tasks": [inner]}
        inner = {"id": f"t{level}", "type": kind, **field}
    return TYPES.task(inner)


@pytest.mark.parametrize("kind", ["composite", "parallel", "collection"])
@pytest.mark.parametrize("depth", [0, 1, 5, 40])
def test_a_task_is_walked_through_from_the_outside_in(kind, depth):
    """Each with the path that leads to it."""
    task = nested(depth, kind)
    walked = [*task.walk()]
    assert [inner.id for _, inner in walked] == [f"t{level}" for level in range(depth + 1)]
    for path, inner in walked:
        assert (task.child(*path) if path else task).data is inner.data


WAYS = [
    ({"type": "basic", "on_success": {"next": "a"}, "on_error": {"next": "b"}}, ["a", "b"], ["a"]), ({"type": "basic"}, ["", ""], [""]), ({"type": "router", "routes": {"x": "a", "y": "b"}}, ["", "", "a", "b"], ["a", "b"]),
    ({"type": "router", "routes": {"x": {"id": "in", "on_success": {"next": "c"}}, "y": "b"}}, ["", "", "b"], ["c", "b"]), ({"type": "router", "routes": {"x": {"id": "in"}}}, ["", ""], [""]),
    ({"type": "wait", "on_timeout": "t", "on_success": {"next": "a"}}, ["a", "", "t"], ["a", "t", ""]), ({"type": "composite", "tasks": [{"id": "x", "on_success": {"next": "z"}}]}, ["", ""], [""]), ({"type": "router", "routes": {}}, ["", ""], []),
]  # fmt: skip


@pytest.mark.parametrize(("data", "targets", "following"), WAYS, ids=str)
def test_where_a_task_may_go(data, targets, following):
    """By all of its names, and by those that it takes while nothing fails."""
    task = TYPES.task({"id": "t", **data})
    assert [target for _, target in task.targets()] == targets
    assert [*task.following()] == following


FOUND = [("a", 0), ("b", 1), ("3", 3), ("none", None), ("A", None), ("a ", None)]


@pytest.mark.parametrize(("name", "index"), FOUND)
def test_a_task_is_found_by_its_id_the_first_of_two(name, index):
    """One that is not there is told with those that are."""
    tasks = [{"id": "a"}, {"id": "b"}, {"id": "a", "final": True}, {"id": 3}, {}]
    workflow = WorkflowConfig({"id": "w", "tasks": tasks}, TYPES)
    found = workflow.find(name)
    assert (found and found.data) is (None if index is None else workflow.task_maps[index])
    if index is None:
        with pytest.raises(EngineError, match="available: a, b, a, 3") as told:
            workflow.first_task(name)
        assert told.value.code == "TASK_NOT_FOUND"
    else:
        assert workflow.first_task(name).data is workflow.task_maps[index]
    assert workflow.first_task().data is workflow.task_maps[0]


@pytest.mark.parametrize("tasks", [[], None])
def test_a_workflow_without_tasks_has_no_first(tasks):
    with pytest.raises(EngineError, match="available: none"):
        WorkflowConfig({"id": "w", "tasks": tasks}, TYPES).first_task()


DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "0", "ü"]), inner, max_size=3)
    ),
    max_leaves=10,
)


class Numbered:
    """Gives each path a line of its own, and none that is not in the document."""

    def __init__(self, document):
        self.lines = {}
        self.walk(document, ())

    def walk(self, value, path):
        self.lines[path] = len(self.lines) + 1
        steps = (
            value.items()
            if isinstance(value, dict)
            else enumerate(value)
            if isinstance(value, list)
            else ()
        )
        for key, item in steps:
            self.walk(item, (*path, key))

    def at(self, path):
        while path not in self.lines:
            path = path[:-1]
        return Position("f.yaml", self.lines[path], len(path) + 1)


@given(DOCUMENTS, st.lists(st.sampled_from(["a", "b", "0", 0, 1, "none"]), max_size=4))
@settings(max_examples=80)
def test_every_value_keeps_its_place_without_its_file(document, path):
    """Also through JSON; what is not there has the place of what would hold it."""
    import msgspec

    numbered = Numbered(document)
    places = Places.of(document, ValueOrigin(numbered))
    kept = msgspec.json.decode(msgspec.json.encode(places), type=Places)
    source = origin(kept, document)
    for known in numbered.lines:
        assert source.position(*known) == numbered.at(known)
        if known:
            assert source.child(*known[:-1]).position(known[-1]) == numbered.at(known)
    assert source.position(*path) == numbered.at(tuple(path))
    assert Places.of(document, NOWHERE) is None
    assert origin(None, document) is NOWHERE
