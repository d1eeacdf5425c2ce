"""A configuration as it will run: what is rendered, what is left for later, what stays as it was written."""

import pytest
from engine.rendering.kit import renderer
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.config import engine_types, parse_workflow
from switchover.engine.errors import EngineError
from switchover.engine.rendering import (
    Authored,
    AuthoredText,
    authored,
    normalised,
    origins,
    plain,
    restored,
)

TYPES = engine_types()
NONE = frozenset()
SEEN = {
    "x": "X",
    "n": 3,
    "f": 2.5,
    "no": "",
    "zero": 0,
    "off": False,
    "m": {"k": [1]},
    "null": None,
    "t": "{{ .x }}",
    "js": '{"a": 1}',
}


def made(data, *skip, typed=True):
    task = TYPES.task(authored({"id": "t", **data}))
    return normalised(task, renderer(typed=typed), lambda _: SEEN, skip=frozenset(skip)), task


TEXT_FIELDS = [
    {"id": "{{ .it }}"},
    {"action": "{{ .it }}"},
    {"sleep": "{{ .it }}"},
    {"timeout": "{{ .it }}"},
    {"type": "router", "condition": "{{ .it }}"},
    {"env": {"A": "{{ .it }}", "B": "b"}},
    {"on_success": {"next": "{{ .it }}"}},
    {"on_error": {"next": "{{ .it }}", "with": {"n": 1}}},
    {"config": {"start_to_close_timeout": "{{ .it }}"}},
    {"config": {"retry_policy": {"initial_interval": "{{ .it }}"}}},
    {"type": "signal", "signal": {"id": "{{ .it }}"}},
    {"type": "parallel", "strategy": "{{ .it }}", "tasks": [{"id": "a", "type": "basic"}]},
]


@pytest.mark.parametrize("data", TEXT_FIELDS, ids=str)
@pytest.mark.parametrize("it", [True, False, 0, 1, 0.0, 2.5, -0.5, 12, "", "x", "0", "false"])
def test_a_field_of_text_holds_what_a_template_prints(data, it):
    """Of flags and numbers too, false and zero among them: a typed reference is for what is given."""
    task = TYPES.task(authored({"id": "t", **data}))
    typed, printed = (
        normalised(task, renderer(typed=typed), lambda _: {"it": it}, skip=NONE)
        for typed in (True, False)
    )
    assert typed.data == printed.data


@pytest.mark.parametrize("name", ["final", "retries", "batch", "max_workers"])
@pytest.mark.parametrize("it", [0, False, 0.0])
def test_zero_and_false_are_something(name, it):
    """A field that is no text has them as well, where it kept its template."""
    data = {
        "id": "t",
        "type": "collection",
        "items": [1],
        "task": {"type": "basic"},
        name: "{{ .it }}",
    }
    found = normalised(
        TYPES.task(authored(data)), renderer(typed=True), lambda _: {"it": it}, skip=NONE
    )
    assert getattr(found, name) == 0


RENDERED = [
    ({"with": {"a": "{{ .x }}"}}, {"with": {"a": "X"}}), ({"with": {"a": "{{ .n }}"}}, {"with": {"a": 3}}), ({"with": {"a": ["{{ .x }}", 1]}}, {"with": {"a": ["X", 1]}}),
    ({"with": {"a": "{{ .m }}"}}, {"with": {"a": {"k": [1]}}}), ({"with": {"a": "{{ .t }}"}}, {"with": {"a": "{{ .x }}"}}), ({"with": {"a": "{{ .js }}"}}, {"with": {"a": '{"a": 1}'}}),
    ({"with": {"a": "{{ .js }} "}}, {"with": {"a": '{"a": 1}'}}), ({"with": {"a": "{{ .js | trim }}"}}, {"with": {"a": {"a": 1}}}), ({"with": {"a": "<{{ .null }}>"}}, {"with": {"a": "<<no value>>"}}), ({"id": "{{ .x }}-{{ .n }}"}, {"id": "X-3"}),
    ({"action": "do {{ .x }}"}, {"action": "do X"}), ({"sleep": "{{ .n }}s"}, {"sleep": "3s"}), ({"env": {"A": "{{ .x }}", "B": "b"}}, {"env": {"A": "X", "B": "b"}}),
    ({"on_success": {"next": "{{ .x }}"}}, {"on_success": {"next": "X"}}), ({"config": {"retry_policy": {"maximum_attempts": "{{ .n }}"}}}, {"config": {"retry_policy": {"maximum_attempts": 3}}}),
    ({"tool": {"id": "{{ .x }}", "with": {"k": "{{ .n }}"}}}, {"tool": {"id": "X", "with": {"k": 3}}}), ({"other": "{{ .x }}"}, {"other": "X"}), ({"with": {"ü": {"日": "{{ .x }}"}}}, {"with": {"ü": {"日": "X"}}}),
]  # fmt: skip


@pytest.mark.parametrize(("data", "read"), RENDERED, ids=str)
def test_what_an_author_wrote_becomes_data(data, read):
    """Once: what came out of a template and looks like one is a text."""
    found, task = made(data)
    for key, value in read.items():
        assert found.data[key] == value
        if key == "with":
            assert not [*origins(found.data[key])], "nobody renders a part of it later"
    assert {key: value for key, value in found.data.items() if key not in read} == {
        key: value for key, value in task.data.items() if key not in read
    }
    assert type(found) is type(task)


STAYS = [
    {"with": {"a": "x"}}, {"input": {"type": "object", "title": "{{ .x }}"}}, {"output": {"default": "{{ .absent }}"}}, {}, {"with": {}}, {"with": None}, {"env": {}},
]  # fmt: skip


@pytest.mark.parametrize("data", STAYS, ids=str)
def test_what_has_nothing_to_render_is_the_same_task(data):
    """Schemas are never rendered: they are no texts of a run."""
    found, task = made(data)
    assert found is task


@pytest.mark.parametrize("text", ["{{ .no }}", "{{ if .off }}x{{ end }}"])
def test_a_scalar_that_renders_to_nothing_keeps_its_text(text):
    """The merge of configurations knows no empty value; within a map an empty one wins."""
    found, _ = made({"action": text, "with": {"a": text}})
    assert found.action == text
    assert found.with_ == {"a": ""}


SKIPPED = [
    ({"outputs": {"a": "{{ .absent }}"}, "with": {"a": "{{ .x }}"}}, ["outputs"]), ({"tasks": [{"id": "{{ .absent }}"}], "action": "{{ .x }}"}, ["tasks"]),
    ({"with": {"keep": "{{ .absent }}", "a": "{{ .x }}"}}, ["keep"]), ({"other": [{"skip": "{{ .absent }}"}, "{{ .x }}"]}, ["skip"]), ({"other": ["{{ .absent }}", "{{ .x }}"]}, ["0"]),
]  # fmt: skip


@pytest.mark.parametrize(("data", "skip"), SKIPPED, ids=str)
def test_what_is_left_for_later_is_as_it_was_written(data, skip):
    """At any depth; a position in a list counts as a name. What a task is given is data all the same."""
    found, _ = made(data, *skip)
    assert "{{ .absent }}" in repr(found.data)
    assert "'X'" in repr(found.data)
    assert "{{ .x }}" not in repr(found.data)
    later = [each for key, value in found.data.items() if key != "with" for each in origins(value)]
    assert bool(later) == ("with" not in data or "outputs" in data)
    assert not [*origins(found.data.get("with"))]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"with": {"a": [1, "{{ .nope }}"]}}, "nope"),
        ({"action": "{{ .m.nope }}"}, "nope"),
        ({"on_error": {"next": "{{ .nope }}"}}, "nope"),
    ],
)
def test_what_cannot_be_rendered_is_an_error(data, key):
    with pytest.raises(EngineError, match=key) as told:
        made(data)
    assert (told.value.details["key"], told.value.retryable) == (key, False)


FLOW = """
id: w
tasks:
  - id: t
    tool: x
    with:
      fine: "{{ .x }}"
      list:
        - "{{ .x }}"
        - deep: "{{ .nope }}"
"""


def test_an_error_has_the_place_of_its_template():
    """Line and column in the file, of the very text that met it."""
    task = parse_workflow(FLOW, TYPES, name="f.yaml").tasks[0]
    with pytest.raises(EngineError) as told:
        normalised(task, renderer(typed=True), lambda _: SEEN, skip=NONE)
    assert told.value.details["position"] == "f.yaml:10:17"


def test_of_two_equal_texts_one_that_is_rendered_is_told():
    """Not the one that is left for later."""
    text = FLOW.replace("tool: x", 'tool: x\n    outputs: {a: "{{ .nope }}"}')
    task = parse_workflow(text, TYPES, name="f.yaml").tasks[0]
    with pytest.raises(EngineError) as told:
        normalised(task, renderer(typed=True), lambda _: SEEN, skip=frozenset({"outputs"}))
    assert told.value.details["position"] == "f.yaml:11:17"


KEYS = st.sampled_from(["a", "b", "0", "with"])
WRITTEN = st.recursive(
    st.sampled_from(["plain", "{{ .x }}", "{{ .n }}", "{{ .t }}", 1, None, True]), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)  # fmt: skip
SKIPS = st.frozensets(st.sampled_from(["a", "b", "0", "1"]), max_size=2)


@given(WRITTEN, SKIPS)
def test_rendering_twice_is_rendering_once(written, skip):
    """What was left for later aside, nothing is left of templates; the rest is never looked at again."""
    value = authored({"v": written})
    once = renderer(typed=True).render(value, lambda _: SEEN, skip)
    assert renderer(typed=True).render(once, lambda _: SEEN, skip) == once
    assert plain(value) == {"v": written}, "what an author wrote is never changed"
    if not skip:
        assert not [*origins(once)]


@given(WRITTEN, SKIPS)
def test_what_is_left_is_found_again_in_the_workflow(written, skip):
    """By its places, though the data went through a file; and then it is rendered as it would have been."""
    import msgspec

    whole = authored({"v": written})
    once = renderer(typed=True).render(whole, lambda _: SEEN, skip)
    places = [*origins(once)]
    data = msgspec.json.decode(msgspec.json.encode(plain(once)))
    again = restored(data, places, whole)
    assert plain(again) == plain(once)
    assert [*origins(again)] == places
    later = [renderer(typed=True).render(each, lambda _: SEEN) for each in (again, once)]
    assert later[0] == later[1]


@given(WRITTEN)
def test_a_copy_of_an_authored_value_is_data(written):
    """Through JSON, a slice or a joined text; only what the workflow holds is a template."""
    value = authored(written)
    for copied in (plain(value), [*value][:9] if isinstance(value, list) else str(value) + ""):
        if not isinstance(copied, list):
            assert not isinstance(copied, Authored)
    if isinstance(value, AuthoredText):
        for made_of in (value[:], value + "", value.strip(), value.lower(), f"{value}", str(value)):
            assert type(made_of) is str
