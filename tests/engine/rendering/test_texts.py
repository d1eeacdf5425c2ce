"""What a text with braces becomes: a reference keeps what it refers to, all else is text, or the JSON that it writes."""

import pytest
from engine.rendering.kit import MOMENT
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.errors import EngineError
from switchover.engine.rendering import Policy
from switchover.engine.rendering.text import DEFAULTS, Text, check, compiled, is_template, reference

TYPED = Policy(typed=True, clock=lambda: MOMENT)
PLAIN = Policy(typed=False, clock=lambda: MOMENT)

REFERENCES = [
    ("{{ .a }}", ("a",)), ("{{.a}}", ("a",)), ("{{ .a.b.c }}", ("a", "b", "c")), ("  {{ .a }}\n", ("a",)), ("{{ .a..b }}", ("a", "b")), ("{{ .a. }}", ("a",)), ("{{ .me@x }}", ("me@x",)), ("{{ .a-b.c-d }}", ("a-b", "c-d")),
    ("{{ .日本.ü }}", ("日本", "ü")), ("{{ .0 }}", ("0",)), ("{{ . }}", None), ("{{ .. }}", None), ("{{ a }}", None), ("{{ $.a }}", None), ("{{ .a | upper }}", None), ("{{ .a|upper }}", None), ("{{ .a .b }}", None),
    ("{{ .a }} x", None), ("x {{ .a }}", None), (".a", None), ("{{ .a", None), (".a }}", None), ("", None), ("{{}}", None), ("{{ }}", None), ("{{- .a -}}", None), ("{{ (.a) }}", None), ("{{ .a }}{{ .b }}", None), ('{{ "a" }}', None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path"), REFERENCES)
def test_a_text_that_is_nothing_but_a_path_is_a_reference(text, path):
    """As the public engine reads it, which is not as Go does."""
    assert reference(text) == path
    assert Text(text).path == path


DATA = {
    "s": "x",
    "n": 3,
    "f": 2.5,
    "whole": 2.0,
    "big": 1e21,
    "t": True,
    "no": None,
    "l": [1, "a"],
    "m": {"k": {"z": 1}},
    "e": "",
    "el": [],
    "em": {},
    "js": '{"a": [1, 2.0]}',
    "br": "{{ .s }}",
    "日本": "ü",
    "-": "minus",
}
KEPT = [
    ("{{ .s }}", "x", "x"), ("{{ .n }}", 3, "3"), ("{{ .f }}", 2.5, "2.5"), ("{{ .whole }}", 2.0, "2"), ("{{ .big }}", 1e21, "1e+21"), ("{{ .t }}", True, "true"), ("{{ .l }}", [1, "a"], [1, "a"]), ("{{ .m }}", {"k": {"z": 1}}, {"k": {"z": 1}}),
    ("{{ .m.k.z }}", 1, "1"), ("{{ .e }}", "", ""), ("{{ .el }}", [], []), ("{{ .em }}", {}, {}), ("{{ .no }}", "<no value>", "<no value>"), ("{{ .js }}", '{"a": [1, 2.0]}', '{"a": [1, 2.0]}'), ("{{ .br }}", "{{ .s }}", "{{ .s }}"),
    (" {{ .n }} ", 3, "3"), ("{{ .n }}!", "3!", "3!"), ("{{ .t }}{{ .n }}", "true3", "true3"), ("{{ .n | add 1 }}", "4", "4"), ("{{ .日本 }}", "ü", "ü"), ("{{ .- }}", "minus", "minus"), ("{{ .js | trim }}", {"a": [1, 2.0]}, {"a": [1, 2.0]}),
    ("{{ .l | toJson }}", [1.0, "a"], [1.0, "a"]), ('[{{ .n }}, "{{ .s }}"]', [3.0, "x"], [3.0, "x"]), (' [{{ .n }}]', " [3]", " [3]"), ("[{{ .n }}", "[3", "[3"), ("{{ .n }}{}", "3{}", "3{}"), ('{"a": {{ .no }}}', '{"a": <no value>}', '{"a": <no value>}'),
    ('{{ "{" }}}', {}, {}), ("[{{ .f }}]x", "[2.5]x", "[2.5]x"), ("{{ if .e }}a{{ end }}", "", ""), ("{{ .env }}", {}, {}), ("{{ .output }}", "<no value>", "<no value>"), ("{{ .tasks }}", {}, {}), ("{{ len .agents }}", "0", "0"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "typed", "plain"), KEPT)
def test_what_a_text_becomes(text, typed, plain):
    """By a policy that keeps types, and by the one of the old services."""
    for policy, expected in ((TYPED, typed), (PLAIN, plain)):
        found = Text(text).rendered(DATA, policy)
        assert (found, type(found)) == (expected, type(expected))


BROKEN = [
    ("{{ .absent }}", "absent"),
    ("{{ .m.absent }}", "absent"),
    ("{{ .s.k }}", "k"),
    ("{{ .no.k }}", "k"),
    ("{{ .absent | default 1 }}", "absent"),
    ("{{ .l.k }}", "k"),
]


@pytest.mark.parametrize(("text", "key"), BROKEN)
@pytest.mark.parametrize("policy", [TYPED, PLAIN], ids=["typed", "plain"])
def test_what_is_not_there_is_an_error_that_names_it(text, key, policy):
    """And never nothing."""
    with pytest.raises(EngineError, match=key) as told:
        Text(text).rendered(DATA, policy)
    assert not told.value.retryable
    assert told.value.details["template"] == text


NO_TEMPLATES = [
    "{{",
    "{{ .a",
    "{{ if }}",
    "{{ end }}",
    "{{ .a | nope }}",
    "{{ 'ab' }}",
    "{{ range }}",
    "{{ .a }",
    '{{ "a }}',
]


@pytest.mark.parametrize("text", NO_TEMPLATES)
def test_what_is_no_template_says_so_when_it_is_checked_and_when_it_is_rendered(text):
    """Loading it is no error: the workflow may never come there."""
    made = Text(text)
    assert is_template(text)
    for ask in (lambda: check(text), made.check, lambda: made.rendered(DATA, TYPED)):
        with pytest.raises(EngineError) as told:
            ask()
        assert told.value.details["template"] == text


@given(st.text(max_size=12))
def test_a_text_without_braces_is_never_compiled_to_something_else(text):
    if not is_template(text) and text[:1] not in ("{", "["):
        assert Text(text).rendered({}, TYPED) == text


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        ),
        max_leaves=6,
    )
)
def test_a_reference_gives_the_very_value(value):
    """Of any kind but nothing; a copy of none of it."""
    found = Text("{{ .v }}").rendered({"v": value}, TYPED)
    assert found is value if value is not None else found == "<no value>"


@pytest.mark.parametrize("name", [*DEFAULTS])
def test_names_that_every_template_may_use_are_hidden_by_what_is_given(name):
    assert Text(f"{{{{ .{name} }}}}").rendered({name: "given"}, TYPED) == "given"
    assert compiled(f"{{{{ .{name} }}}}") is compiled(f"{{{{ .{name} }}}}")
