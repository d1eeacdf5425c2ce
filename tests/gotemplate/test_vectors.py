"""The engine's template vectors, by their numbers."""

from datetime import UTC, datetime
from typing import Any

import pytest

from switchover.gotemplate import (
    MissingKeyError,
    TemplateEngine,
    TemplateRuntimeError,
    TemplateSyntaxError,
    precise_number,
)

OLD = TemplateEngine(typed=False)
NEW = TemplateEngine(typed=True)


def test_v42_an_open_action_is_a_syntax_error() -> None:
    """V42: a template that is not closed does not compile."""
    with pytest.raises(TemplateSyntaxError) as caught:
        NEW.render("Hello, {{ .name !", {"name": "x"})
    assert (caught.value.line, caught.value.column) == (1, 17)


def test_v43_a_missing_root_key_is_named() -> None:
    """V43: the key that is missing is in the error, and on it."""
    with pytest.raises(MissingKeyError, match="usr") as caught:
        NEW.render("{{ .usr.name }}", {"user": {"name": "x"}})
    assert caught.value.key == "usr"


def test_v44_default_does_not_hide_a_missing_key() -> None:
    """V44: a missing key is an error even when it is piped into default."""
    with pytest.raises(MissingKeyError, match="age"):
        NEW.render('{{ .user.age | default "25" }}', {"user": {"name": "x"}})


def test_v45_has_key_guards() -> None:
    """V45: hasKey is the way to test an optional key."""
    text = '{{ if hasKey .config "missing" }}x{{ else }}default-value{{ end }}'
    assert NEW.render(text, {"config": {"a": 1}}) == "default-value"


def test_v46_v47_hyphens_in_paths() -> None:
    """V46, V47: a path may hold hyphens, alone and piped."""
    context = {
        "workflow": {"input": {"name": "test-workflow"}},
        "tasks": {
            "setup-task": {"output": {"config": {"timeout": 30}}},
            "format-task": {"output": {"code": "hello world"}},
        },
    }
    text = "{{ .workflow.input.name }}-{{ .tasks.setup-task.output.config.timeout }}"
    assert NEW.render(text, context) == "test-workflow-30"
    assert NEW.render("{{ .tasks.format-task.output.code | upper }}", context) == "HELLO WORLD"


def test_v48_to_json_of_a_map() -> None:
    """V48: the JSON of a map is read back as that map."""
    rendered = NEW.render("{{ .myMap | toJson }}", {"myMap": {"key": "value", "number": 123}})
    assert rendered == {"key": "value", "number": 123.0}


def test_v49_v51_old_references_become_text() -> None:
    """V49, V51: without types a referenced number or bool is its text."""
    context = {"tasks": {"P": {"output": {"C": {"output": {"confidence": 0.95}}}, "final": True}}}
    assert OLD.render("{{ .tasks.P.output.C.output.confidence }}", context) == "0.95"
    assert OLD.render("{{ .tasks.P.final }}", context) == "true"


def test_v50_new_references_keep_their_type() -> None:
    """V50: with types a reference is the very value."""
    context = {"a": {"b": {"c": 5, "d": True, "e": 1e6, "f": [1]}}}
    assert [NEW.render(f"{{{{ .a.b.{name} }}}}", context) for name in "cde"] == [5, True, 1e6]
    assert NEW.render("{{ .a.b.f }}", context) is context["a"]["b"]["f"]


def test_v52_tasks_that_are_not_there_yet_defer() -> None:
    """V52: a text that names an unknown task stays as it is, if asked to."""
    text = "{{ .tasks.t1.output }}"
    assert NEW.render(text, {"tasks": {}}, defer_tasks=True) == text
    assert NEW.render(text, {}, defer_tasks=True) == text
    assert NEW.render(text, {"tasks": {"t1": {"output": "OK"}}}, defer_tasks=True) == "OK"


def test_v53_rendered_json_becomes_a_structure() -> None:
    """V53: what is rendered and looks like JSON is parsed."""
    assert NEW.render("{{ .x }}", {"x": "v"}) == "v"
    assert NEW.render('{"a":{{ .n }},"b":[true,false]}', {"n": 1}) == {"a": 1.0, "b": [True, False]}
    assert NEW.render('{"a":1}', {}) == '{"a":1}', "a text without a template stays a text"


def test_v54_lists_are_rendered_item_by_item() -> None:
    """V54: only texts change."""
    assert NEW.render_value(["x {{ .y }}", 2], {"y": "Y"}) == ["x Y", 2]


def test_v55_skipped_names_stay_raw_at_any_depth() -> None:
    """V55: a name in the filter keeps its value raw, a list position counts as its index."""
    value = {
        "keep": "{{ .y }}",
        "proc": "{{ .y }}",
        "nested": {"skip": "{{ .y }}", "go": "{{ .y }}"},
        "arr": ["{{ .y }}", "{{ .y }}", "{{ .y }}"],
    }
    assert NEW.render_value(value, {"y": "Y"}, skip={"keep", "skip", "1"}) == {
        "keep": "{{ .y }}",
        "proc": "Y",
        "nested": {"skip": "{{ .y }}", "go": "Y"},
        "arr": ["Y", "{{ .y }}", "Y"],
    }


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("9007199254740992", "9007199254740992"),
        ("42", 42),
        ("3.14", 3.14),
        ("0.123456789123456789", "0.123456789123456789"),
        ("1.23e-10", 1.23e-10),
        ("   ", ""),
        (" x ", "x"),
        ("9007199254740991", 9007199254740991),
        ("-0.5", -0.5),
        ("1e999", "1e999"),
        ("9" * 50, "9" * 50),
    ],
)
def test_v56_precise_numbers(text: str, number: object) -> None:
    """V56: no digit is lost: what a float would change stays text."""
    assert precise_number(text) == number
    assert type(precise_number(text)) is type(number)


def test_v57_trim_markers_beside_hyphens() -> None:
    """V57: trim markers and hyphens do not get into each other's way."""
    text = (
        '{{- if .user-profile.enabled -}}\n User: {{- " " -}} {{ .user-profile.name }}\n{{- end -}}'
    )
    context = {"user-profile": {"enabled": True, "name": "Grace Hopper"}}
    assert NEW.render(text, context) == "User: Grace Hopper"


def test_v58_a_null_renders_no_value() -> None:
    """V58: a key that is present and null is no error."""
    assert NEW.render("null:{{ .x }}", {"x": None}) == "null:<no value>"
    assert NEW.render("{{ .x }}", {"x": None}) == "<no value>"


def test_v59_outputs_are_left_for_later() -> None:
    """V59: a basic task's outputs are skipped while its input is rendered."""
    task = {
        "with": {"city": "{{ .workflow.input.city }}"},
        "outputs": {"temperature": "{{ .output.temperature }}"},
    }
    context = {"workflow": {"input": {"city": "Seattle"}}}
    rendered = OLD.render_value(task, context, skip={"outputs", "output"})
    assert rendered == task | {"with": {"city": "Seattle"}}


def test_v60_default_of_a_set_value() -> None:
    """V60: default leaves a value alone."""
    text = '{{ .env.MODE | default "production" }}'
    assert OLD.render(text, {"env": {"MODE": "debug"}}) == "debug"
    assert OLD.render(text, {"env": {"MODE": ""}}) == "production"


def test_filtered_bools_of_the_old_engine_become_text() -> None:
    """Section 2.3: filtered rendering without types makes texts of bools, with types it does not."""
    value = {"with": {"on": True, "n": 1, "skip": False}}
    assert OLD.render_value(value, {}, skip={"skip"}) == {
        "with": {"on": "true", "n": 1, "skip": False}
    }
    assert OLD.render_value(value, {}) == value
    assert NEW.render_value(value, {}, skip={"skip"}) == value


@pytest.mark.parametrize(
    ("text", "is_reference"),
    [
        ("{{ .tasks.x.output }}", True),
        ("  {{.tasks.x.output}}\n", True),
        ("{{ .tasks.x.output | print }}", False),
        ("{{ print .tasks.x.output .n }}", False),
        ("{{ .tasks.x.output }} and more", False),
    ],
)
def test_what_counts_as_a_reference(text: str, is_reference: bool) -> None:
    """Section 2.2: only a text that is nothing but one path keeps the type."""
    context = {"tasks": {"x": {"output": 7}}, "n": 1}
    assert (NEW.render(text, context) == 7) is is_reference


@pytest.mark.parametrize("text", [".tasks.x", "{{ name }}"])
def test_what_is_no_reference_at_all(text: str) -> None:
    """Section 2.2: a path without braces is plain text, a bare name is a syntax error."""
    if "{{" in text:
        with pytest.raises(TemplateSyntaxError, match="name"):
            NEW.render(text, {})
    else:
        assert NEW.render(text, {}) == text


def test_hyphen_paths_are_looked_up_like_index() -> None:
    """Section 2.1: a missing last name gives no value, a missing one before it is an error."""
    assert NEW.render("{{ .a.b-c }}", {"a": {}}) == "<no value>"
    with pytest.raises(TemplateRuntimeError, match="index of nil"):
        NEW.render("{{ .a.b-c.d }}", {"a": {}})
    assert (
        NEW.render('{{ if eq .a.b-c "x" }}y{{ end }} .a-b }}', {"a": {"b-c": "x"}}) == "y .a-b }}"
    )
    assert NEW.render("{{ $x := .a }}{{ $x.b-c }}{{ (.a).b-c }}", {"a": {"b-c": "x"}}) == "xx"


def test_floats_print_as_in_go() -> None:
    """Section 2.1: the shortest digits, with an exponent from 1e+06 on; JSON goes up to 1e21."""
    values = [100000.0, 1000000.0, 1500000.0, 9007199254740992.0, 0.0001, 0.00001]
    shown = [NEW.render_text("{{ .x }}", {"x": value}) for value in values]
    assert shown == ["100000", "1e+06", "1.5e+06", "9.007199254740992e+15", "0.0001", "1e-05"]
    assert NEW.render_text("{{ .x | toJson }}", {"x": 1e20}) == "100000000000000000000"
    assert NEW.render_text("{{ .x | toJson }}", {"x": 1e21}) == "1e+21"


def test_whole_numbers_do_not_compare_with_floats() -> None:
    """Section 2.1: a literal 1 is no 1.0 from JSON."""
    assert NEW.render_text("{{ eq .x 1 }}", {"x": 1}) == "true"
    with pytest.raises(TemplateRuntimeError, match="incompatible types"):
        NEW.render_text("{{ eq .x 1 }}", {"x": 1.0})


def test_single_quotes_are_no_strings() -> None:
    """Section 2.1: single quotes hold one character."""
    with pytest.raises(TemplateSyntaxError):
        NEW.render_text("{{ eq .x 'abc' }}", {"x": "abc"})


def test_default_keys_are_there() -> None:
    """Section 2.1: env, input, output, trigger, tools, tasks and agents may always be named."""
    text = "{{ .env }}{{ .input }}{{ .output }}{{ .trigger }}{{ .tools }}{{ .tasks }}{{ .agents }}"
    assert NEW.render_text(text, {}) == "map[]map[]<no value>map[]map[]map[]map[]"
    assert NEW.render("{{ .env }}", {}) == {}
    assert NEW.render_text("{{ .env.A }}", {"env": {"A": "b"}}) == "b"


def test_now_is_the_engines_clock() -> None:
    """The time is injected, and prints as Go's times do."""
    engine = TemplateEngine(clock=lambda: datetime(2024, 2, 29, 13, 4, 5, tzinfo=UTC))
    assert engine.render("{{ now }}", {}) == "2024-02-29 13:04:05 +0000 UTC"
    assert engine.render('{{ now | date "Jan 2, 2006" }}', {}) == "Feb 29, 2024"
    assert engine.render('{{ ago (dateModify "-90m" now) }}', {}) == "1h30m0s"


def test_the_context_is_never_changed() -> None:
    """A template that writes into a map writes into a copy."""
    context: dict[str, Any] = {"m": {"a": {"b": 1}}, "l": ["b", "a"]}
    text = '{{ $_ := set .m.a "c" 2 }}{{ $_ = unset .m "x" }}{{ $_ = merge .m (dict "n" 1) }}{{ .m }}{{ sortAlpha .l }}'
    assert NEW.render_text(text, context) == "map[a:map[b:1 c:2] n:1][a b]"
    assert context == {"m": {"a": {"b": 1}}, "l": ["b", "a"]}
