"""The engine's template vectors, by their numbers."""

from typing import Any

import pytest
from engine.rendering.kit import rendered

from switchover.engine.rendering import RenderingError
from switchover.gotemplate import TemplateEngine


def new(text: str, variables: dict[str, Any]) -> Any:
    """What the orchestrators make of a text."""
    return rendered(text, variables, typed=True)


def old(text: str, variables: dict[str, Any]) -> Any:
    """What the old services make of a text."""
    return rendered(text, variables, typed=False)


def text_of(text: str, variables: dict[str, Any]) -> str:
    return TemplateEngine().render_text(text, variables)


def test_v42_an_open_action_is_a_syntax_error() -> None:
    """V42: a template that is not closed does not compile."""
    with pytest.raises(RenderingError) as caught:
        new("Hello, {{ .name !", {"name": "x"})
    assert str(caught.value).startswith("template:1:17: ")


def test_v43_a_missing_root_key_is_named() -> None:
    """V43: the key that is missing is in the error, and on it."""
    with pytest.raises(RenderingError, match="usr") as caught:
        new("{{ .usr.name }}", {"user": {"name": "x"}})
    assert caught.value.details == {"key": "usr", "template": "{{ .usr.name }}"}


def test_v44_default_does_not_hide_a_missing_key() -> None:
    """V44: a missing key is an error even when it is piped into default."""
    with pytest.raises(RenderingError, match="age"):
        new('{{ .user.age | default "25" }}', {"user": {"name": "x"}})


def test_v45_has_key_guards() -> None:
    """V45: hasKey is the way to test an optional key."""
    text = '{{ if hasKey .config "missing" }}x{{ else }}default-value{{ end }}'
    assert new(text, {"config": {"a": 1}}) == "default-value"


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
    assert new(text, context) == "test-workflow-30"
    assert new("{{ .tasks.format-task.output.code | upper }}", context) == "HELLO WORLD"


def test_v48_to_json_of_a_map() -> None:
    """V48: the JSON of a map is read back as that map."""
    rendered = new("{{ .myMap | toJson }}", {"myMap": {"key": "value", "number": 123}})
    assert rendered == {"key": "value", "number": 123.0}


def test_v49_v51_old_references_become_text() -> None:
    """V49, V51: without types a referenced number or bool is its text."""
    context = {"tasks": {"P": {"output": {"C": {"output": {"confidence": 0.95}}}, "final": True}}}
    assert old("{{ .tasks.P.output.C.output.confidence }}", context) == "0.95"
    assert old("{{ .tasks.P.final }}", context) == "true"


def test_v50_new_references_keep_their_type() -> None:
    """V50: with types a reference is the very value."""
    context = {"a": {"b": {"c": 5, "d": True, "e": 1e6, "f": [1]}}}
    assert [new(f"{{{{ .a.b.{name} }}}}", context) for name in "cde"] == [5, True, 1e6]
    assert new("{{ .a.b.f }}", context) is context["a"]["b"]["f"]


def test_v53_rendered_json_becomes_a_structure() -> None:
    """V53: what is rendered and looks like JSON is parsed."""
    assert new("{{ .x }}", {"x": "v"}) == "v"
    assert new('{"a":{{ .n }},"b":[true,false]}', {"n": 1}) == {"a": 1.0, "b": [True, False]}
    assert new('{"a":1}', {}) == '{"a":1}', "a text without a template stays a text"


def test_v57_trim_markers_beside_hyphens() -> None:
    """V57: trim markers and hyphens do not get into each other's way."""
    text = (
        '{{- if .user-profile.enabled -}}\n User: {{- " " -}} {{ .user-profile.name }}\n{{- end -}}'
    )
    context = {"user-profile": {"enabled": True, "name": "Grace Hopper"}}
    assert new(text, context) == "User: Grace Hopper"


def test_v58_a_null_renders_no_value() -> None:
    """V58: a key that is present and null is no error."""
    assert new("null:{{ .x }}", {"x": None}) == "null:<no value>"
    assert new("{{ .x }}", {"x": None}) == "<no value>"


def test_v60_default_of_a_set_value() -> None:
    """V60: default leaves a value alone."""
    text = '{{ .env.MODE | default "production" }}'
    assert old(text, {"env": {"MODE": "debug"}}) == "debug"
    assert old(text, {"env": {"MODE": ""}}) == "production"


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
    assert (new(text, context) == 7) is is_reference


@pytest.mark.parametrize("text", [".tasks.x", "{{ name }}"])
def test_what_is_no_reference_at_all(text: str) -> None:
    """Section 2.2: a path without braces is plain text, a bare name is a syntax error."""
    if "{{" in text:
        with pytest.raises(RenderingError, match="name"):
            new(text, {})
    else:
        assert new(text, {}) == text


def test_hyphen_paths_are_looked_up_like_index() -> None:
    """Section 2.1: a missing last name gives no value, a missing one before it is an error."""
    assert new("{{ .a.b-c }}", {"a": {}}) == "<no value>"
    with pytest.raises(RenderingError, match="index of nil"):
        new("{{ .a.b-c.d }}", {"a": {}})
    assert new('{{ if eq .a.b-c "x" }}y{{ end }} .a-b }}', {"a": {"b-c": "x"}}) == "y .a-b }}"
    assert new("{{ $x := .a }}{{ $x.b-c }}{{ (.a).b-c }}", {"a": {"b-c": "x"}}) == "xx"


def test_floats_print_as_in_go() -> None:
    """Section 2.1: the shortest digits, with an exponent from 1e+06 on; JSON goes up to 1e21."""
    values = [100000.0, 1000000.0, 1500000.0, 9007199254740992.0, 0.0001, 0.00001]
    shown = [text_of("{{ .x }}", {"x": value}) for value in values]
    assert shown == ["100000", "1e+06", "1.5e+06", "9.007199254740992e+15", "0.0001", "1e-05"]
    assert text_of("{{ .x | toJson }}", {"x": 1e20}) == "100000000000000000000"
    assert text_of("{{ .x | toJson }}", {"x": 1e21}) == "1e+21"


def test_whole_numbers_do_not_compare_with_floats() -> None:
    """Section 2.1: a literal 1 is no 1.0 from JSON."""
    assert text_of("{{ eq .x 1 }}", {"x": 1}) == "true"
    with pytest.raises(RenderingError, match="incompatible types"):
        new("-{{ eq .x 1 }}", {"x": 1.0})


def test_single_quotes_are_no_strings() -> None:
    """Section 2.1: single quotes hold one character."""
    with pytest.raises(RenderingError):
        new("{{ eq .x 'abc' }}", {"x": "abc"})


def test_default_keys_are_there() -> None:
    """Section 2.1: env, input, output, trigger, tools, tasks and agents may always be named."""
    text = "-{{ .env }}{{ .input }}{{ .output }}{{ .trigger }}{{ .tools }}{{ .tasks }}{{ .agents }}"
    assert new(text, {}) == "-map[]map[]<no value>map[]map[]map[]map[]"
    assert new("{{ .env }}", {}) == {}
    assert new("-{{ .env.A }}", {"env": {"A": "b"}}) == "-b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ .workflow.input.a:b }}", 1),
        ("{{ .workflow.input.me@x }}", 2),
        ("{{ .workflow..input.a:b }}", 1),
        ("{{.workflow.input.ключ}}", 3),
        ("{{ .workflow.input.1st }}", 4),
    ],
)
def test_a_reference_may_name_any_key(text: str, expected: int) -> None:
    """A reference is read by its own rule: any key without a blank or a pipe, and two dots are one."""
    given = {"a:b": 1, "me@x": 2, "ключ": 3, "1st": 4}
    assert new(text, {"workflow": {"input": given}}) == expected
    with pytest.raises(RenderingError):
        new(f"-{text[:3]}..{text[3:]}", {"workflow": {"input": given}})


@pytest.mark.parametrize("text", ["{{ .a:b }}", "{{ .a..b }}", "{{ .x.y:z }}"])
def test_a_reference_to_nothing_is_read_as_a_template(text: str) -> None:
    """Where its own rule finds nothing, Go's rules say what is wrong."""
    with pytest.raises(RenderingError):
        new(text, {"x": {}})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": {{ .n }}}', {"a": 1.0}),
        ("[{{ .n }}]\n", [1.0]),
        (' {"a": {{ .n }}}', ' {"a": 1}'),
        ("\n[{{ .n }}]", "\n[1]"),
        ("{{ .n }}]", "1]"),
        ("{a: {{ .n }}}", "{a: 1}"),
    ],
)
def test_json_counts_from_the_first_letter(text: str, expected: Any) -> None:
    """What is rendered and is JSON from its first letter on is a structure; after a blank, a text."""
    assert new(text, {"n": 1}) == old(text, {"n": 1}) == expected
