"""What templates mention."""

from __future__ import annotations

from typing import Any

import pytest
from engine.rendering.kit import rendered
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.rendering import EVERYTHING, References, authored


def mentions(written: Any, *skip: str) -> References:
    """What somebody's templates mention."""
    found: References = authored({"all": written}).mentions(frozenset(skip))
    return found


@pytest.mark.parametrize(
    ("text", "roots", "tasks"),
    [
        ("{{ .workflow.input.city }}", {"workflow"}, set()),
        ("{{ .tasks.a.output }}", {"tasks"}, {"a"}),
        ("{{ .tasks.my-task.output }}", {"tasks"}, {"my-task"}),
        ("{{ .tasks.me@x.output }}", {"tasks"}, {"me@x"}),
        ("{{ now }}", set(), set()),
        ("text .workflow {{ .item }} and .tasks.x", {"item"}, set()),
        ("{{ if .a }}{{ .b }}{{ end }}", {"a", "b"}, set()),
        ("{{- .a -}}", {"a"}, set()),
        ("{{ (index .xs 0).name }}", {"xs"}, set()),
        ("{{ with .a }}{{ .b }}{{ else }}{{ .c }}{{ end }}", {"a", "c"}, set()),
        ("{{ range .a }}{{ . }}{{ .b }}{{ $.c }}{{ end }}", {"a", "c"}, set()),
        ('{{ printf "}}%v" .x }}', {"x"}, set()),
        ("{{/* .no */}}{{ `.no` }}{{ .a }}", {"a"}, set()),
        ('{{ define "T" }}{{ .no }}{{ end }}{{ template "T" .a }}', {"a"}, set()),
    ],
)
def test_mentioned(text: str, roots: set[str], tasks: set[str]) -> None:
    """The variables, and the ids of tasks; what is read of them is read with them."""
    found = mentions(text)
    assert found.present
    assert (found.roots, found.tasks, found.all_roots) == (roots, tasks, False)


@pytest.mark.parametrize(
    "text", ["{{ len .tasks }}", "{{ range .tasks }}x{{ end }}", "{{ $.tasks }}"]
)
def test_all_tasks(text: str) -> None:
    """Who uses the map of tasks as a whole needs all of it."""
    assert mentions(text).all_tasks


@pytest.mark.parametrize(
    "text", ["{{ . }}", "{{ toJson . }}", "{{ range . }}{{ end }}", "{{ $ }}", "{{ index . `a` }}"]
)
def test_whole_context(text: str) -> None:
    """Who uses the dot itself, or the dollar, may need anything."""
    assert mentions(text) == EVERYTHING


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("{{ .workflow.input.name }}", {"input"}),
        ("{{ .workflow.id }}{{ .workflow.version }}", {"id", "version"}),
        ("{{ .workflow.my-key }}", {"my-key"}),
        ("{{ $.workflow.id }}", {"id"}),
        ("{{ .other }}", set()),
    ],
)
def test_keys_of_the_workflow(text: str, keys: set[str]) -> None:
    """The keys behind `.workflow.`, and no more."""
    found = mentions([text])
    assert found.workflow == keys
    assert not found.whole_workflow


@pytest.mark.parametrize(
    "text",
    [
        "{{ .workflow | toJson }}",
        '{{ index .workflow "id" }}',
        "{{ with .workflow }}{{ .id }}{{ end }}",
        "{{ (.workflow).id }}",
        "{{ . }}",
    ],
)
def test_the_whole_workflow(text: str) -> None:
    """Where it is not clear which keys are read, all of them are there."""
    assert mentions(text).whole_workflow


def test_values_are_walked_and_names_skipped() -> None:
    """Texts at any depth count, unless they stand under a name to skip or a list position."""
    value = {"a": ["{{ .x }}", {"b": "{{ .y }}"}], "outputs": {"c": "{{ .z }}"}}
    assert mentions(value).roots == {"x", "y", "z"}
    assert mentions(value, "outputs").roots == {"x", "y"}
    assert mentions(value, "0", "outputs").roots == {"y"}


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
    mentioned = mentions(text)
    roots = {name: value for name, value in everything.items() if name in mentioned.roots}
    if not mentioned.all_tasks and "tasks" in roots:
        known = everything["tasks"]
        roots["tasks"] = {key: known[key] for key in known if mentioned.names_task(key)}
    assert rendered(text, roots) == rendered(text, everything)
