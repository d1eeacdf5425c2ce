"""Rendering of values, configurations and outputs."""

from __future__ import annotations

from typing import Any

import pytest

from switchover.engine.config import TaskTypes
from switchover.engine.contexts import (
    References,
    Renderer,
    as_floats,
    as_written,
    constant,
    normalised,
    transformed,
    variables_for,
)
from switchover.engine.errors import EngineError
from switchover.engine.rendering import RenderingError, TemplateEngine

TEXT = TemplateEngine(typed=False).render


class Counted:
    """A context that counts how often it is asked."""

    def __init__(self, **variables: Any) -> None:
        self.variables = variables
        self.asked: list[References] = []

    def __call__(self, references: References) -> dict[str, Any]:
        self.asked.append(references)
        return self.variables


def test_without_templates_nothing_is_built() -> None:
    """A value without templates is returned itself, and no variable is built."""
    context, value = Counted(), {"a": [1, "plain"], "b": True}
    assert Renderer(TEXT).render(value, context) is value
    assert context.asked == []


def test_skipped_keys_stay_at_any_depth() -> None:
    """V55's rule: keys and list positions to skip keep their templates."""
    value = {"go": "{{ .x }}", "keep": "{{ .x }}", "arr": ["{{ .x }}", "{{ .x }}", {"keep": "{{"}]}
    found = Renderer(TEXT).render(value, Counted(x="1"), frozenset({"keep", "1"}))
    assert found == {"go": "1", "keep": "{{ .x }}", "arr": ["1", "{{ .x }}", {"keep": "{{"}]}


def test_literals_are_mapped_where_asked() -> None:
    """A renderer may have its own idea of what scalars become."""
    renderer = Renderer(TEXT, literal=lambda value: str(value).lower() if value is True else value)
    assert renderer.render({"a": True, "b": 1}, Counted()) == {"a": "true", "b": 1}


def test_broken_braces_reach_the_engine() -> None:
    """A text with opening braces alone is a template that does not parse."""
    with pytest.raises(RenderingError):
        Renderer(TEXT).render("Hello, {{ .name !", Counted(name="x"))


def test_only_what_is_mentioned_is_built() -> None:
    """Roots that nobody mentions are never called."""

    def never(_: References) -> Any:
        raise AssertionError

    roots = {"a": constant(1), "tasks": never}
    assert variables_for(References(present=True, roots=frozenset({"a"})), roots) == {"a": 1}
    with pytest.raises(AssertionError):
        variables_for(References(present=True, all_roots=True), roots)


def task(**data: Any) -> Any:
    return TaskTypes().task({"id": "t", "type": "basic", **data})


def test_blank_scalar_keeps_its_template() -> None:
    """1.7: a scalar that renders to nothing does not overwrite what was written."""
    written = task(action="{{ .x }}", sleep="{{ .y }}")
    found = normalised(written, Renderer(TEXT), Counted(x="", y="1s"), skip=frozenset())
    assert (found.action, found.sleep) == ("{{ .x }}", "1s")


def test_schemas_are_never_rendered() -> None:
    """1.1: input and output schemas keep what they say."""
    schema = {"properties": {"a": {"default": "{{ .x }}"}}}
    written = task(input=schema, output=schema, action="{{ .x }}")
    found = normalised(written, Renderer(TEXT), Counted(x="1"), skip=frozenset())
    assert found.input == schema == found.output
    assert found.action == "1"


def test_static_configuration_stays_itself() -> None:
    written = task(**{"with": {"a": "b"}})
    assert normalised(written, Renderer(TEXT), Counted(), skip=frozenset()) is written


def test_outputs_are_rendered_in_sorted_order_and_name_what_failed() -> None:
    """5.2: keys in sorted order; the first that fails is named with its label."""
    context = Counted(output={"a": 1})
    found = transformed({"b": "{{ .output.a }}", "a": "x"}, Renderer(TEXT), context, label="t")
    assert list(found.items()) == [("a", "x"), ("b", "1")]
    with pytest.raises(EngineError, match="task 't', field 'b'") as caught:
        outputs = {"c": "{{ .no }}", "b": "{{ .output.no }}"}
        transformed(outputs, Renderer(TEXT), context, label="task 't'")
    assert caught.value.code == "OUTPUT_TRANSFORMATION"


def test_values_that_nest_too_deeply_are_refused() -> None:
    """What cannot be walked is an error of ours, in what is rendered and in what is mentioned."""
    deep: Any = 1
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(EngineError) as caught:
        Renderer(TEXT).render(deep, Counted())
    assert caught.value.code == "VALUE_DEPTH"
    with pytest.raises(EngineError):
        Renderer(TEXT, result=as_written).render("{{ .x }}", lambda _: {"x": as_floats(deep)})
