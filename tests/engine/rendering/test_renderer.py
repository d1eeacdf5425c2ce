"""Rendering of values, configurations and outputs."""

from __future__ import annotations

from typing import Any

import pytest
from engine.rendering.kit import rendered, renderer
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.config import TaskTypes
from switchover.engine.errors import EngineError
from switchover.engine.rendering import (
    Authored,
    AuthoredMap,
    AuthoredText,
    References,
    RenderingError,
    as_floats,
    as_written,
    authored,
    constant,
    normalised,
    origins,
    plain,
    restored,
    transformed,
    variables_for,
)

MARK = "{{ .env.SECRET }}"
VALUES = st.recursive(
    st.text(alphabet="{} .ax", max_size=8) | st.none() | st.integers() | st.just(MARK),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
)


class Counted:
    """A context that counts how often it is asked."""

    def __init__(self, **variables: Any) -> None:
        self.variables = variables
        self.asked: list[References] = []

    def __call__(self, references: References) -> dict[str, Any]:
        self.asked.append(references)
        return self.variables


def test_data_is_never_a_template() -> None:
    """What was not loaded as an author's is returned itself, and no variable is built for it."""
    variables = Counted(env={"SECRET": "s"})
    for value in (MARK, {"a": [MARK]}, [MARK, {"b": MARK}], {"broken": "{{"}):
        assert renderer().render(value, variables) is value
        assert renderer().changes({"with": value}, variables) == {}
    assert variables.asked == []


@given(VALUES)
def test_what_came_out_of_a_template_is_data(value: Any) -> None:
    """A value that a template brings in arrives as it is, and a second rendering leaves it so."""
    variables = {"x": value, "env": {"SECRET": "s"}}
    found = rendered({"a": "{{ .x }}", "b": ["{{ .x }}"]}, variables, typed=True)
    if value is not None:
        assert found == {"a": value, "b": [value]}
    assert renderer().render(found, lambda _: variables) is found


def test_copies_and_parts_of_templates_are_data() -> None:
    """Only the very text that was loaded is rendered: none that was made of it."""
    text = authored(MARK)
    assert isinstance(text, AuthoredText)
    for copy in (str(text), text + "", text[:], text.strip(), f"{text}", text.replace("a", "a")):
        assert not isinstance(copy, Authored)
        assert renderer().render(copy, Counted()) == MARK


def test_what_holds_no_template_stays_itself() -> None:
    """Loading wraps what has to be rendered, and nothing else."""
    value = {"a": [1, "plain", {"b": None}], "c": True}
    assert authored(value) is value
    mixed = authored({"static": value, "live": MARK})
    assert mixed["static"] is value
    assert (mixed.live, mixed["live"].path) == (("live",), ("live",))
    assert authored(mixed) is mixed


@given(VALUES)
def test_plain_is_the_inverse(value: Any) -> None:
    """What an author wrote is, as data, what was written."""
    found = plain(authored(value))
    assert found == value
    assert list(origins(found)) == []


@given(VALUES)
def test_templates_come_back_from_their_places(value: Any) -> None:
    """A copy that went through a file is given back what was authored of it, and nothing more."""
    workflow = authored({"tasks": [{"with": value}]})
    places = list(origins(workflow))
    again = restored(plain(workflow), places, workflow)
    assert again == workflow
    assert list(origins(again)) == places


def test_without_templates_nothing_is_built() -> None:
    """A value without templates is returned itself, and no variable is built."""
    context, value = Counted(), authored({"a": [1, "plain"], "b": True})
    assert renderer().render(value, context) is value
    assert context.asked == []


def test_skipped_keys_stay_at_any_depth() -> None:
    """V55: keys and list positions to skip keep their templates."""
    value = {"go": "{{ .x }}", "keep": "{{ .x }}", "arr": ["{{ .x }}", "{{ .x }}", {"keep": "{{"}]}
    found = renderer().render(authored(value), Counted(x="1"), frozenset({"keep", "1"}))
    assert found == {"go": "1", "keep": "{{ .x }}", "arr": ["1", "{{ .x }}", {"keep": "{{"}]}


def test_broken_braces_reach_the_engine() -> None:
    """A text with opening braces alone is a template that does not parse."""
    with pytest.raises(RenderingError):
        rendered("Hello, {{ .name !", {"name": "x"})


def test_only_what_is_mentioned_is_built() -> None:
    """Roots that nobody mentions are never called."""

    def never(_: References) -> Any:
        raise AssertionError

    roots = {"a": constant(1), "tasks": never}
    assert variables_for(References(present=True, roots=frozenset({"a"})), roots) == {"a": 1}
    with pytest.raises(AssertionError):
        variables_for(References(present=True, all_roots=True), roots)


def task(**data: Any) -> Any:
    return TaskTypes().task(authored({"id": "t", "type": "basic", **data}))


def test_blank_scalar_keeps_its_template() -> None:
    """1.7: a scalar that renders to nothing does not overwrite what was written."""
    written = task(action="{{ .x }}", sleep="{{ .y }}")
    found = normalised(written, renderer(), Counted(x="", y="1s"), skip=frozenset())
    assert (found.action, found.sleep) == ("{{ .x }}", "1s")


def test_schemas_are_never_rendered() -> None:
    """1.1: input and output schemas keep what they say."""
    schema = {"properties": {"a": {"default": "{{ .x }}"}}}
    written = task(input=schema, output=schema, action="{{ .x }}")
    found = normalised(written, renderer(), Counted(x="1"), skip=frozenset())
    assert found.input == schema == found.output
    assert found.action == "1"


def test_static_configuration_stays_itself() -> None:
    written = task(**{"with": {"a": "b"}})
    assert normalised(written, renderer(), Counted(), skip=frozenset()) is written


def test_outputs_are_rendered_in_sorted_order_and_name_what_failed() -> None:
    """5.2: keys in sorted order; the first that fails is named with its label."""
    context = Counted(output={"a": 1})
    found = transformed(
        authored({"b": "{{ .output.a }}", "a": "x"}), renderer(), context, label="t"
    )
    assert list(found.items()) == [("a", "x"), ("b", "1")]
    with pytest.raises(EngineError, match="task 't', field 'b'") as caught:
        outputs = authored({"c": "{{ .no }}", "b": "{{ .output.no }}"})
        transformed(outputs, renderer(), context, label="task 't'")
    assert caught.value.code == "OUTPUT_TRANSFORMATION"


def test_values_that_nest_too_deeply_are_refused() -> None:
    """What cannot be walked is an error of ours, in what is loaded and in what is rendered."""
    deep: Any = 1
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(EngineError) as caught:
        authored(deep)
    assert caught.value.code == "VALUE_DEPTH"
    with pytest.raises(EngineError):
        renderer(result=as_written).render(authored("{{ .x }}"), lambda _: {"x": as_floats(deep)})


def test_v54_lists_are_rendered_item_by_item() -> None:
    """V54: only texts change."""
    assert rendered(["x {{ .y }}", 2], {"y": "Y"}) == ["x Y", 2]


def test_v59_a_configuration_keeps_what_is_rendered_later() -> None:
    """V59: what stands under a name to skip is a template still, at any depth; what is given is data."""
    written = task(
        outputs={"o": "{{ .output.x }}"}, **{"with": {"outputs": "{{ .x }}", "y": "{{ .x }}"}}
    )
    found = normalised(written, renderer(), Counted(x="1"), skip=frozenset({"outputs"}))
    assert isinstance(found.data["outputs"], AuthoredMap)
    assert found.with_ == {"outputs": "{{ .x }}", "y": "1"}
    assert list(origins(found.with_)) == []
