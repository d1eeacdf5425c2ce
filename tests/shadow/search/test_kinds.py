"""Mappings are known by their keys: grown from nothing, turned into siblings, led by sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any, ClassVar, Literal, TypedDict

import pytest
from pydantic import BaseModel
from pydantic import Field as PydanticField

from switchover.shadow.coverage import Map
from switchover.shadow.coverage.branch import Branch
from switchover.shadow.search.changes.around import Around
from switchover.shadow.search.changes.growing import Grower
from switchover.shadow.search.changes.mutator import Input
from switchover.shadow.search.changes.spoken import speaks, spoken
from switchover.shadow.search.knowledge.domain import Domain
from switchover.shadow.search.knowledge.facts import Facts
from switchover.shadow.search.knowledge.kinds import Kinds
from switchover.shadow.search.knowledge.schemas import schema_shapes, told_apart
from switchover.shadow.search.knowledge.shapes import Shape, ShapeField, as_shapes, record_shape
from switchover.shadow.search.leading import Leading

from .told import facts_of, sought

MODES = ("quick", "careful")


@dataclass
class Step:
    name: str
    kind: str


@dataclass
class Call(Step):
    kind_name: ClassVar[str] = "call"
    kind_label = "call"
    target: str = "x"


@dataclass
class Loop(Step):
    kind_label = "loop"
    steps: list[Step] = field(default_factory=list)
    times: int = 2


class Named:
    """A descriptor that says how its field is called in a document."""

    def __init__(self, name: str, default: Any = None) -> None:
        self.name, self.default = name, default

    def __get__(self, owner: Any, kind: Any) -> Any:
        return self


class Model(BaseModel):
    wait_for: str = PydanticField(default="a", alias="wait for")
    after: Literal["now", "later"] = "now"


@dataclass(slots=True)
class Slotted:
    count: int = 4


class Described:
    body = Named("the body", 3)


class Pace(StrEnum):
    SLOW = "slow"
    FAST = "fast"


class Plain(TypedDict):
    mode: Literal["quick", "careful"]
    pace: Pace
    steps: list[Step]


def is_own(kind: type) -> bool:
    return kind.__module__ == __name__


def run(plan: Plain):
    """Read a plan of steps."""
    assert Plain
    mode = plan.get("mode") or "quick"
    if mode not in MODES:
        raise ValueError(mode)
    return [step(one) for one in plan["steps"]]


def step(given):
    kinds = {"call": Call, "loop": Loop}
    made = kinds[given["kind"]]
    if made is Loop:
        return [step(one) for one in given["steps"]] * given.get("times", 1)
    return given["name"]


def run_new(plan):
    found = run(plan)
    if plan.get("mode") == "careful" and any(one["kind"] == "loop" for one in plan["steps"]):
        found.append("and once more")
    return found


def facts() -> Facts:
    return facts_of(run_new)


def kinds(*classes: type) -> Kinds:
    held = [record_shape(one, is_own) for one in classes]
    return Kinds(Facts(shapes=tuple(one for one in held if one is not None)))


def of(known: Kinds, held: dict[str, Any]) -> Shape:
    shape = known.of(held)
    assert shape is not None
    return shape


def test_a_shape_is_read_of_annotations_and_descriptors() -> None:
    """Of dataclasses, typed dictionaries, and attributes that say what they are called."""
    loop, described, plain = (record_shape(one, is_own) for one in (Loop, Described, Plain))
    assert loop is not None
    assert described is not None
    assert plain is not None
    assert set(loop.fields) == {"name", "kind", "steps", "times"}
    assert loop.own == ("steps", "times")
    assert (loop.fields["steps"].inner, loop.fields["steps"].holds) == ("Step", "list")
    assert kinds(Plain).words("mode") == ("quick", "careful")
    assert (loop.fields["times"].hint, loop.fields["times"].default) == ("int", 2)
    assert loop.words == {"kind_label": "loop"}
    assert described.fields["the body"].default == 3
    assert plain.fields["steps"].inner == "Step"
    assert plain.fields["mode"].words == ("quick", "careful")
    model, slotted = record_shape(Model, is_own), record_shape(Slotted, is_own)
    assert model is not None
    assert slotted is not None
    assert set(model.fields) == {"wait for", "after"}
    assert model.fields["wait for"].default == "a"
    assert model.fields["after"].words == ("now", "later")
    assert slotted.fields["count"].default == 4
    assert record_shape(int, is_own) is None


def test_sources_say_which_words_are_alternatives() -> None:
    """By a comparison, by a table that is asked, by tables under their own name."""
    found = facts()
    plan = next(one for one in found.shapes if one.name == "Plain")
    assert plan.fields["pace"].words == ("slow", "fast")
    assert set(found.choices["mode"]) >= {"quick", "careful"}
    assert {"mode", "steps", "kind", "times"} <= set(found.names)
    read = [one for one in found.shapes if {"kind", "steps", "times"} <= one.fields.keys()]
    assert read


def test_a_mapping_is_known_by_its_keys_and_the_word_that_tells_it() -> None:
    known = kinds(Step, Call, Loop)
    assert of(known, {"name": "a", "kind": "loop"}).name == "Loop"
    assert of(known, {"name": "a", "kind": "call"}).name == "Call"
    assert known.of({"colour": 1, "size": 2}) is None
    assert set(known.words("kind")) == {"call", "loop"}


def test_a_sibling_is_made_that_no_record_has() -> None:
    """Its word, fields of its own with values of their type, and what is common stays."""
    known = kinds(Step, Call, Loop)
    call = {"name": "first", "kind": "call", "target": "y"}
    known.learn(call)
    grower = Grower(known, ["text"], lambda _: [], Random(1))
    made = [grower.retyped(call, of(known, call)) for _ in range(20)]
    assert all(one["kind"] == "loop" and one["name"] == "first" for one in made)
    assert not any("target" in one for one in made)
    assert any(type(one.get("times")) is int for one in made)
    assert any(one.get("steps") and type(one["steps"][0]) is dict for one in made)
    assert {one["kind"] for one in (grower.grown(of(known, call)) for _ in range(20))} == {
        "call",
        "loop",
    }


def test_keys_that_a_table_names_together_stand_for_each_other() -> None:
    shapes = [record_shape(one, is_own) for one in (Step, Call)]
    words = {"how": ("target", "kind")}
    held = tuple(one for one in shapes if one is not None)
    known = Kinds(Facts(shapes=held, choices=words))
    step = {"name": "a", "kind": "call"}
    grower = Grower(known, [], lambda _: [], Random(2))
    made = [grower.renamed(step, held[1]) for _ in range(50)]
    assert {"name": "a", "target": "call"} in made
    assert all(len(one) == 2 for one in made)


def test_a_key_of_a_record_keeps_the_types_that_were_recorded() -> None:
    """Outside documents a field that held numbers is given numbers, by whatever way it is made."""
    box = Shape("box", {"left": ShapeField(), "right": ShapeField()})
    known = Kinds(Facts(shapes=(box,)))
    free, bound = (
        Grower(known, ["text"], lambda _: [1, 7], Random(4), is_bound=is_bound)
        for is_bound in (False, True)
    )
    assert len({type(free.value(box, "left", 0)) for _ in range(200)}) > 3
    assert {type(bound.value(box, "left", 0)) for _ in range(200)} == {int}


def test_a_list_of_mappings_grows_by_one_that_is_told_from_the_others() -> None:
    known = kinds(Step, Call, Loop)
    call = {"name": "first", "kind": "call"}
    known.learn(call)
    grower = Grower(known, [], lambda _: [], Random(3))
    for _ in range(20):
        made = grower.longer([call], of(known, call))
        assert len(made) == 2
        assert made[0]["name"] != made[1]["name"]


STEPS = {
    "$ref": "#/$defs/plan",
    "$defs": {
        "plan": {
            "type": "object",
            "properties": {
                "mode": {"enum": ["slow", "fast"], "default": "slow"},
                "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}},
                "named": {"additionalProperties": {"$ref": "#/$defs/step"}},
                "broken": {"$ref": "#/nowhere"},
            },
        },
        "step": {"oneOf": [{"$ref": "#/$defs/call"}, {"$ref": "#/$defs/loop"}]},
        "call": {"properties": {"kind": {"const": "call"}, "name": {"type": "string"}}},
        "loop": {
            "properties": {
                "kind": {"const": "loop"},
                "name": {"type": "string"},
                "times": {"type": "integer"},
                "steps": {"items": {"$ref": "#/$defs/step"}},
            }
        },
    },
}


def test_a_schema_says_what_mappings_may_look_like() -> None:
    """Fields with their types and words, what they hold, alternatives as kinds of one base."""
    shapes = {one.name: one for one in schema_shapes(STEPS)}
    assert set(shapes) == {"plan", "step", "call", "loop"}
    plan = shapes["plan"].fields
    assert plan["mode"] == ShapeField(None, "slow", words=("slow", "fast"))
    assert (plan["steps"].inner, plan["steps"].holds) == ("step", "list")
    assert (plan["named"].inner, plan["named"].holds) == ("step", "dict")
    assert shapes["loop"].bases == ("step",)
    assert shapes["loop"].words == {"kind": "loop"}
    assert shapes["loop"].fields["times"].hint == "int"
    known = Kinds(Facts(shapes=tuple(shapes.values())))
    call = {"kind": "call", "name": "a"}
    made = Grower(known, ["x"], lambda _: [], Random(1)).retyped(call, of(known, call))
    assert (made["kind"], made["name"]) == ("loop", "a")


def test_schemas_do_not_hide_one_another_or_a_class() -> None:
    """Roots are all called alike, and so may be what they define, and a class of the sides."""
    one = {
        "properties": {"at": {}, "until": {}},
        "$defs": {"step": {"properties": {"first": {}, "second": {}}}},
    }
    other = {
        "properties": {"of": {"$ref": "#/$defs/step"}, "by": {"type": "string"}},
        "$defs": {"step": {"properties": {"left": {}, "right": {}}}},
    }
    cls = Shape("step", {"street": ShapeField(), "town": ShapeField()}, ("street", "town"))
    shapes = (*told_apart([one, other]), cls)
    known = Kinds(Facts(shapes=shapes))
    held = ["at until", "of by", "left right", "first second", "street town"]
    found = [of(known, dict.fromkeys(keys.split(), 1)) for keys in held]
    assert [sorted(shape.fields) for shape in found] == [sorted(keys.split()) for keys in held]
    inner = found[1].fields["of"].inner
    assert next(one for one in shapes if one.name == inner) == found[2]


@pytest.mark.parametrize(
    "schema",
    [
        *({}, {"properties": 3}, {"properties": {"a": True}}, {"$ref": "#"}, {"oneOf": [1, {}]}),
        *({"$defs": [1]}, {"properties": {"a": {"$ref": "#/properties/a"}}}, {"items": [{}]}),
        {"allOf": [{"$ref": "#"}]},
    ],
    ids=str,
)
def test_a_schema_that_says_little_breaks_nothing(schema) -> None:
    """Whatever stands in it, also a reference to itself."""
    assert len(schema_shapes(schema)) <= 1


@pytest.mark.parametrize("seed", range(3))
def test_a_branch_behind_a_kind_that_no_record_has_is_found(seed) -> None:
    """Two words and a nested list have to come together, of which the one record has none."""
    told = list[bool]()
    record = sought(
        run,
        run_new,
        [(({"steps": [{"name": "a", "kind": "call"}]},), {})],
        seed=seed,
        calls=8_000,
        stop_at=1,
        told=lambda _call, _two, is_further: told.append(is_further),
    )
    assert record.finds
    assert len(told) == record.tried + record.recorded
    assert 0 < sum(told) < len(told)


@pytest.mark.parametrize("text", ["{{ .a.b }}", "of {name}", "a.b == 3", "%(x)s", "${HOME}"])
def test_a_text_that_speaks_is_changed_as_one(text) -> None:
    """Its placeholders and paths are cut, led elsewhere, or exchanged for those around."""
    assert speaks(text)
    around = Around(Facts(names=("known",)), ["{{ .other }}", "word"], recorded=["x.y.z"])
    random = Random(5)
    made = {spoken(text, around, random) for _ in range(200)}
    assert len(made) > 3
    if text.startswith("{{"):
        assert {"{{ . }}", "{{ .a }}", "{{ .other }}"} <= made
        assert any(".known" in one for one in made)


def test_a_path_goes_on_with_a_name_that_an_answer_held() -> None:
    """What a message says there is can be asked for."""
    domain = Domain(Facts())
    domain.hear({"error": {"message": "no key x; its keys are: hidden_place, other"}})
    assert {"error", "hidden_place", "other"} <= set(domain.heard)
    around, random = Around(Facts(), heard=domain.heard), Random(1)
    assert any("hidden_place" in spoken("{{ .a.b }}", around, random) for _ in range(3000))


def test_words_alone_do_not_speak() -> None:
    assert not any(speaks(text) for text in ("", "word", "3.14", "A sentence. And one more."))


def test_energy_goes_to_rare_branches() -> None:
    """An input whose branch few took is a parent more often; each in its turn all the same."""
    common, rare = (Branch("f.py", line, 0, "f", "true", 2) for line in (1, 5))
    known = Map()
    known.inputs[common], known.inputs[rare] = 40, 1
    leading = Leading([known, Map()])
    inputs = [Input(((name,), {})) for name in "ab"]
    leading.add(inputs[0], [(0, common)])
    leading.add(inputs[1], [(0, rare)])
    random = Random(0)
    taken = [leading.parent(random) for _ in range(300)]
    first = taken[:40].count(inputs[1])
    assert first > 30
    assert 60 < taken.count(inputs[0]) < 240


def test_shapes_come_back_from_another_process() -> None:
    shape = record_shape(Loop, is_own)
    assert shape is not None
    told = {
        "name": shape.name,
        "fields": {name: one._asdict() for name, one in shape.fields.items()},
        "own": list(shape.own),
        "bases": list(shape.bases),
        "words": shape.words,
        "near": ["times"],
    }
    shape = shape._replace(near=("times",))
    assert as_shapes([told]) == (shape,)


def test_mappings_inside_texts_are_known_by_their_kinds_as_well() -> None:
    shapes = [record_shape(one, is_own) for one in (Step, Call, Loop)]
    domain = Domain(Facts(shapes=tuple(one for one in shapes if one is not None)))
    text = '[{"name": "a", "kind": "call"}]'
    domain.learn(((text,), {}))
    domain.note(((text,), {}))
    inner = domain.inside((0, 0)).kinds
    assert inner.donors(of(inner, {"name": "b", "kind": "loop"}))
