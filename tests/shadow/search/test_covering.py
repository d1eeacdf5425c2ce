"""What sources know of documents is gone through: kinds, keys, values, and what they refer to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import combinations, islice
from random import Random
from typing import Any

import pytest

from switchover.shadow.search.changes.spoken import all_of, wholes
from switchover.shadow.search.covering.covering import Covering
from switchover.shadow.search.covering.inherited import inherited
from switchover.shadow.search.covering.naming import led, names_of, naming_keys
from switchover.shadow.search.covering.pairwise import pairwise
from switchover.shadow.search.knowledge.domain import Domain
from switchover.shadow.search.knowledge.facts import Facts
from switchover.shadow.search.knowledge.kinds import Kinds
from switchover.shadow.search.knowledge.schemas import is_schema
from switchover.shadow.search.knowledge.shapes import Shape, ShapeField

from .told import facts_of, sought


@dataclass
class Stage:
    name: str
    kind: str


@dataclass
class Echo(Stage):
    kind_label = "echo"
    text: str = ""


@dataclass
class Fork(Stage):
    kind_label = "fork"
    pick: str = ""
    ways: dict[str, str] = field(default_factory=dict)


def run(text: str) -> list[str]:
    """Fork to the stage that the chosen way names."""
    stages = json.loads(text)["stages"]
    kinds = {Echo.kind_label: "echo", Fork.kind_label: "fork"}
    known = {one["name"]: kinds[one["kind"]] for one in stages}
    found = list[str]()
    for one in stages:
        if one["kind"] == Fork.kind_label:
            way = one.get("ways", {}).get(one.get("pick"))
            found.append(known.get(way, "nowhere"))
        else:
            found.append("here")
    return found


def run_new(text: str) -> list[str]:
    return ["fork" if one == "echo" else one for one in run(text)]


RECORDED = json.dumps(
    {
        "stages": [
            {"name": "first", "kind": "echo", "text": "hello"},
            {"name": "second", "kind": "echo", "text": "{name} and {name}"},
        ]
    }
)


def facts() -> Facts:
    return facts_of(run_new)


def covering(known: Facts, *texts: str, seed: int = 0) -> Covering:
    calls: list[Any] = [((text,), {}) for text in texts]
    domain = Domain(known)
    domain.learn_all(calls)
    domain.fit(calls)
    return Covering(domain, calls, Random(seed))


def made_by(found: Covering, most: int) -> list[Any]:
    return [json.loads(one.call[0][0]) for one in islice(found.inputs(), most)]


def inside(value: Any) -> list[dict[str, Any]]:
    """Give the mappings of a document."""
    held = [value] if isinstance(value, dict) else []
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [*held, *(one for part in parts for one in inside(part))]


@pytest.mark.parametrize("seed", range(3))
def test_every_two_values_come_together(seed) -> None:
    """Of few keys all pairs come, in fewer rows than there are rows in all."""
    sizes = {"a": 2, "b": 3, "c": 2}
    rows = [*pairwise(sizes, Random(seed))]
    come = {pair for row in rows for pair in combinations(row.items(), 2)}
    assert len(come) == 2 * 3 + 2 * 2 + 3 * 2
    assert all(0 <= number < sizes[key] for row in rows for key, number in row.items())
    assert not [*pairwise({}, Random(seed))]


def test_mappings_are_named_by_words_that_no_two_share() -> None:
    """A word that comes again, a number and a sentence are no names."""
    document = [
        {"id": "a", "type": "x", "at": 1, "text": "a b"},
        {"id": "b", "type": "x", "at": 2, "text": "c d"},
    ]
    keys = naming_keys([document, [{"id": "c", "type": "x"}]])
    assert keys == {"id"}
    assert names_of(document, keys) == ["a", "b"]
    assert led("{{ .tasks.other.output }}", ["other"], ["a"], Random(0)) == "{{ .tasks.a.output }}"
    assert led("another other", ["other"], ["a"], Random(0)) == "another other"


def test_each_kind_is_made_with_the_keys_that_it_alone_has() -> None:
    """Of one record come all kinds, their own keys set and not, and what names leads to names."""
    found = made_by(covering(facts(), RECORDED), 120)
    forks = [one for made in found for one in inside(made) if one.get("kind") == "fork"]
    assert {"pick", "ways"} <= {key for one in forks for key in one}
    assert any("pick" not in one for one in forks)
    met = [one for one in forks if type(one.get("ways")) is dict and one.get("pick") in one["ways"]]
    assert any({"first", "second"} & {*one["ways"].values()} for one in met)
    assert any("text" not in one for made in found for one in inside(made) if one.get("name"))
    assert json.loads(RECORDED)["stages"][0] == {"name": "first", "kind": "echo", "text": "hello"}


def test_what_is_made_depends_on_the_seed_alone() -> None:
    known = facts()
    first, again, other = (made_by(covering(known, RECORDED, seed=seed), 60) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_all_comes_again_and_of_what_led_further_too() -> None:
    """A search that goes on gets other values, in documents that it found itself."""
    found = covering(facts(), RECORDED)
    late = json.dumps(
        {"stages": [{"name": "late", "kind": "fork", "pick": "x", "ways": {"x": "y"}}]}
    )
    inputs = found.inputs()
    while not found.rounds:
        next(inputs)
    found.take(((late,), {}))
    found.take((("no document",), {}))
    texts = [one.call[0][0] for one in islice(inputs, 300)]
    assert sum('"late"' in text for text in texts) > 20


def test_what_a_new_mapping_names_is_brought_along() -> None:
    """A task of one document that names a tool of another one brings it there."""
    shapes = (
        Shape("Plan", {"tools": ShapeField(inner="Tool", holds="list"), "tasks": ShapeField(inner="Task", holds="list")}),
        Shape("Tool", {"id": ShapeField(default=""), "does": ShapeField(default="")}),
        Shape("Task", {"id": ShapeField(default=""), "tool": ShapeField(), "type": ShapeField(default="")}),
        Shape("Own", {"id": ShapeField(default=""), "tool": ShapeField(), "type": ShapeField(default="")}, bases=("Task",), words={"type": "own"}),
        Shape("Far", {"id": ShapeField(default=""), "tool": ShapeField(), "type": ShapeField(default="")}, bases=("Task",), words={"type": "far"}),
    )  # fmt: skip
    tools = {"tools": [{"id": "saw", "does": "cut"}, {"id": "axe", "does": "hew"}], "tasks": []}
    tasks = {"tools": [], "tasks": [{"id": "a", "type": "own"}, {"id": "b", "type": "far"}]}
    known = Facts(shapes=shapes)
    found = made_by(covering(known, json.dumps(tools), json.dumps(tasks)), 200)
    named = [
        made for made in found for one in inside(made.get("tasks")) if one.get("tool") == "saw"
    ]
    assert named
    assert all("saw" in {one.get("id") for one in inside(made.get("tools"))} for made in named)
    assert Kinds(known).one_of("tool") == shapes[1]


def plan_shapes() -> tuple[Shape, ...]:
    word, items = ShapeField(default=""), ShapeField(inner="Action", holds="list")
    task = {"id": word, "agent": ShapeField(), "action": word, "shows": ShapeField(), "type": word}
    return (
        Shape("Plan", {"agents": ShapeField(inner="Agent", holds="list"), "tasks": ShapeField(inner="Task", holds="list")}),
        Shape("Agent", {"id": word, "actions": items}),
        Shape("Action", {"id": word, "prompt": word}),
        Shape("Task", task),
        Shape("Own", task, bases=("Task",), words={"type": "own"}),
        Shape("Far", {**task, "to": ShapeField()}, own=("to",), bases=("Task",), words={"type": "far"}),
    )  # fmt: skip


AGENTS = {
    "agents": [
        {"id": "guide", "actions": [{"id": "greet", "prompt": "hi"}]},
        {"id": "cook", "actions": [{"id": "boil", "prompt": "a"}, {"id": "bake", "prompt": "b"}]},
    ],
    "tasks": [
        {"id": "a", "type": "own", "shows": {"x": "{{ .tasks.a.output.deep }}"}},
        {"id": "b", "type": "own", "agent": "guide"},
        {"id": "c", "type": "far", "to": "a"},
    ],
}


def test_a_key_names_what_is_listed_in_that_which_a_word_beside_it_names() -> None:
    """A task with an agent has an action of just that agent, though no record has any action."""
    made = made_by(covering(Facts(shapes=plan_shapes()), json.dumps(AGENTS)), 300)
    actions = {"guide": {"greet"}, "cook": {"boil", "bake"}}
    found = [
        one
        for each in made
        for one in inside(each)
        if one.get("agent") in [*actions] and one not in AGENTS["tasks"]
    ]
    met = [one for one in found if one.get("action") in [*actions[one["agent"]]]]
    assert len(met) > len(found) / 3
    assert {one["action"] for one in met} >= {"greet"}


def test_each_kind_gets_what_only_others_were_recorded_with() -> None:
    """A key that all kinds may have comes with each of them, first with nothing else changed."""
    made = made_by(covering(Facts(shapes=plan_shapes()), json.dumps(AGENTS)), 300)
    far = [one for each in made for one in inside(each) if one.get("type") == "far"]
    shown = AGENTS["tasks"][0]["shows"]  # type: ignore[call-overload]
    assert any(one.get("shows") == shown for one in far)
    assert any({*one} == {"id", "type", "to", "shows"} for one in far)


def test_where_a_schema_was_recorded_one_comes_that_hardly_anything_fits() -> None:
    """Also under a key that a table of the sources names beside the one that it was recorded at."""
    word = ShapeField(default="")
    task = {"id": word, "input": ShapeField(), "output": ShapeField()}
    known = Facts(
        shapes=(
            Shape("Plan", {"tasks": ShapeField(inner="Task", holds="list"), "note": word}),
            Shape("Task", task),
        ),
        choices={"schemas": ("input", "output")},
    )
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    recorded = {
        "note": "n",
        "tasks": [{"id": "a", "input": schema}, {"id": "b", "output": {"x": 1}}],
    }
    made = made_by(covering(known, json.dumps(recorded)), 300)
    outputs = [one["output"] for each in made for one in inside(each) if "output" in one]
    assert {"type": "null"} in outputs
    missed = [len(one["required"]) for one in outputs if type(one) is dict and "required" in one]
    assert max(missed) > 1  # what is said of several is another text
    assert not is_schema({"type": "basic"})
    assert not is_schema({"type": "object", "id": "a"})
    assert not is_schema({"properties": {"port": 80}})


def test_texts_show_all_of_what_a_path_leads_into() -> None:
    """What lies below a name that a record reads a part of is shown as a whole, by kind of name."""
    texts = ["a {{ .tasks.a.output | up }} {{ .tasks.b }}", "${order.lines.first}", "plain.text"]
    assert wholes(texts) == ["{{ .tasks }}", "${order}"]
    made = made_by(covering(Facts(shapes=plan_shapes()), json.dumps(AGENTS)), 400)
    assert any("{{ .tasks }}" in json.dumps(one) for one in made)


def test_texts_show_all_that_a_path_could_name() -> None:
    """The dot alone, in the shortest placeholder; nothing where no path begins with a dot."""
    texts = ["a {{ .tasks.a.output | up }} {{ .tasks.b }}", "${order.lines.first}"]
    assert all_of(texts) == ["{{ . }}"]
    assert all_of(["${order.lines.first}", "a.b", "plain", "{{ name }}"]) == []
    made = made_by(covering(Facts(shapes=plan_shapes()), json.dumps(AGENTS)), 400)
    shown = [
        one["shows"] for each in made for one in inside(each) if type(one.get("shows")) is dict
    ]
    assert any("{{ . }}" in one.values() for one in shown)


OUTER = {"agent": {"id": "a", "told": "t"}, "note": "n"}


@pytest.mark.parametrize(
    "inner", [{"task": {"id": "b"}}, {"tasks": [{"id": "b"}]}, {"x": {"y": [{"id": "b"}]}}]
)
def test_a_mapping_within_one_has_a_part_of_what_the_outer_has(inner) -> None:
    """The whole of it or some of it, beside what it has itself; the outer one stays as it is."""
    found = set[str]()
    for seed in range(30):
        given = {**OUTER, **inner}
        made = inherited(given, lambda one: one.get("id") == "b", Random(seed))
        assert {key: made[key] for key in OUTER} == OUTER
        assert given == {**OUTER, **inner}
        (held,) = [one for one in inside(made) if one.get("id") == "b"]
        found.add(json.dumps(held["agent"], sort_keys=True))
    assert found == {
        json.dumps(one) for one in ({"id": "a", "told": "t"}, {"id": "a"}, {"told": "t"})
    }


def test_what_a_mapping_has_itself_stays_at_times() -> None:
    outer = {"agent": {"told": "t"}, "task": {"id": "b", "agent": {"own": 1}}}
    made = [inherited(outer, lambda one: one.get("id") == "b", Random(seed)) for seed in range(20)]
    agents = [one["task"]["agent"] for one in made]
    assert {"told": "t"} in agents
    assert {"own": 1, "told": "t"} in agents


@pytest.mark.parametrize(
    "alone",
    [{}, {"note": "n"}, {"task": {"id": "b"}}, {"agent": {}, "task": {"id": "b"}}, {"a": [1, "b"]}],
)
def test_a_mapping_that_has_nothing_to_hand_down_stays(alone) -> None:
    """Nor is one put into itself."""
    for seed in range(5):
        assert inherited(alone, lambda one: one.get("id") == "b", Random(seed)) == alone


@pytest.mark.parametrize(
    "text", ["plain", "{}", '{"a": []}', '[[[{"kind": "fork", "name": "n"}]]]', '{"stages": 3}']
)
def test_documents_that_hold_no_kind_are_left_to_chance(text) -> None:
    """Nothing is made, or what is made is a document; nothing raises."""
    for one in islice(covering(facts(), text).inputs(), 40):
        json.loads(one.call[0][0])


def test_an_input_without_documents_makes_nothing() -> None:
    assert not [*covering(facts()).inputs()]
    assert not [*covering(Facts(), RECORDED).inputs()]


@pytest.mark.parametrize("seed", range(3))
def test_a_branch_behind_three_places_that_meet_is_found_at_once(seed) -> None:
    """A kind that no record has, a key that it chooses by, and a name of another mapping."""
    record = sought(run, run_new, [((RECORDED,), {})], seed=seed, calls=400, stop_at=1)
    assert record.finds
    assert record.origins["covering"] > 0
