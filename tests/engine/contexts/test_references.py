"""What templates mention."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.contexts.references import EVERYTHING, NONE, of_text, of_value
from switchover.engine.rendering import TemplateEngine


@pytest.mark.parametrize(
    ("text", "roots", "tasks"),
    [
        ("{{ .workflow.input.city }}", {"workflow", "input", "city"}, set()),
        ("{{ .tasks.a.output }}", {"tasks", "a", "output"}, {"a"}),
        ("{{ .tasks.my-task.output }}", {"tasks", "my", "output"}, {"my-task"}),
        ("{{ now }}", set(), set()),
        ("text .workflow {{ .item }} and .tasks.x", {"item"}, set()),
        ("{{ if .a }}{{ .b }}{{ end }}", {"a", "b"}, set()),
        ("{{- .a -}}", {"a"}, set()),
        ("{{ (index .xs 0).name }}", {"xs", "name"}, set()),
        ("{{ .a\n.b }}", {"a", "b"}, set()),
    ],
)
def test_mentioned(text: str, roots: set[str], tasks: set[str]) -> None:
    """At least the names behind dots, and the ids of tasks."""
    found = of_text(text)
    assert found.present
    assert roots <= found.roots
    assert tasks == found.tasks
    assert not found.all_roots


@pytest.mark.parametrize("text", ["{{ len .tasks }}", "{{ range .tasks }}x{{ end }}"])
def test_all_tasks(text: str) -> None:
    """Who uses the map of tasks as a whole needs all of it."""
    assert of_text(text).all_tasks


@pytest.mark.parametrize(
    "text",
    ["{{ . }}", "{{ toJson . }}", "{{ range . }}{{ end }}", "{{ $.a }}", "{{ index . `a` }}"],
)
def test_whole_context(text: str) -> None:
    """Who uses the dot itself, or the dollar, may need anything."""
    assert of_text(text) == EVERYTHING


def test_values_are_walked_and_keys_skipped() -> None:
    """Texts at any depth count, unless they stand under a key to skip or a list position."""
    value = {"a": ["{{ .x }}", {"b": "{{ .y }}"}], "outputs": {"c": "{{ .z }}"}}
    assert of_value(value).roots == {"x", "y", "z"}
    assert of_value(value, frozenset({"outputs"})).roots == {"x", "y"}
    assert of_value(value, frozenset({"0", "outputs"})).roots == {"y"}


def test_braces_in_a_text_inside_an_action() -> None:
    """Where an action's end cannot be told by its braces, anything may be mentioned."""
    assert of_text('{{ printf "}}%v" .x }}') == EVERYTHING


NAMED = st.sampled_from(["a", "tasks", "tasks.t1", "tasks.my-task", "workflow.input.n"])


@given(st.lists(NAMED, min_size=1, max_size=4))
def test_what_a_template_names_is_always_built(names: list[str]) -> None:
    """A template renders the same over what it mentions as over everything."""
    everything = {
        "a": 1,
        "tasks": {"t1": {"v": 1}, "my-task": {"v": 2}},
        "workflow": {"input": {"n": 3}},
    }
    text = " ".join(f"{{{{ .{name} }}}}" for name in names)
    mentioned = of_text(text)
    roots = {name: value for name, value in everything.items() if name in mentioned.roots}
    if not mentioned.all_tasks and "tasks" in roots:
        known = everything["tasks"]
        roots["tasks"] = {key: known[key] for key in known if mentioned.names_task(key)}
    engine = TemplateEngine(typed=False)
    assert engine.render_text(text, roots) == engine.render_text(text, everything)


@given(st.recursive(st.text(alphabet="ab.{ }"), st.lists, max_leaves=5))
def test_no_braces_no_templates(value: object) -> None:
    """A value is without templates exactly if none of its texts has double braces."""
    assert of_value(value).present == ("{{" in repr(value))


def test_nothing_is_nothing() -> None:
    assert of_value({"a": 1, "b": [True, None, 2.5, "plain"]}) == NONE
