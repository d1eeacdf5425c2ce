"""What a template reads of its context, which is told without rendering it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.gotemplate import MissingKeyError, Template, TemplateEngine


@pytest.mark.parametrize(
    ("text", "paths", "whole"),
    [
        ("no template", [], False),
        ("{{ 1 }}", [], False),
        ("{{ .a }}", ["a"], False),
        ("{{ .a.b.c }}", ["a.b.c"], False),
        ("{{ $.a.b }}", ["a.b"], False),
        ("{{ . }}", [], True),
        ("{{ $ }}", [], True),
        ("{{ toJson . }}{{ .a }}", ["a"], True),
        ("{{ .b }}{{ .a }}{{ .b }}", ["b", "a"], False),
        ("{{ print .a (upper .b) | default .c }}", ["a", "b", "c"], False),
        ("{{ (.a).b }}", ["a"], False),
        ("{{ (index .a 0).b }}", ["a"], False),
        ("{{ index . \"a\" }}", [], True),
        ("{{ if .a }}{{ .b }}{{ else if .c }}{{ .d }}{{ else }}{{ .e }}{{ end }}", ["a", "b", "c", "d", "e"], False),
        ("{{ with .a }}{{ .b }}{{ else }}{{ .c }}{{ end }}", ["a", "c"], False),
        ("{{ with .a }}{{ $.b }}{{ end }}", ["a", "b"], False),
        ("{{ range .a }}{{ . }}{{ $.b }}{{ else }}{{ .c }}{{ end }}", ["a", "b", "c"], False),
        ("{{ range $i, $x := .a }}{{ $x.b }}{{ end }}", ["a"], False),
        ("{{ $x := .a }}{{ $x.b }}", ["a"], False),
        ("{{ range .a }}{{ with .b }}{{ .c }}{{ end }}{{ end }}", ["a"], False),
        ("{{ with . }}{{ .a }}{{ end }}", [], True),
        ('{{ template "t" .a }}{{ define "t" }}{{ .b }}{{ end }}', ["a"], False),
        ('{{ template "t" }}{{ define "t" }}{{ $.b }}{{ end }}', [], False),
        ('{{ block "t" .a }}{{ .b }}{{ end }}', ["a"], False),
        ("{{/* .a */}}{{ `.b` }}", [], False),
        ("{{ .a-b.c }}", ["a-b.c"], False),
        ("{{ range .a }}{{ break }}{{ end }}", ["a"], False),
        ("{{ and .a .b }}{{ or .c .d }}", ["a", "b", "c", "d"], False),
        ("{{ $x := 1 }}{{ $x = .a }}", ["a"], False),
        ("{{ .a | .b }}", ["a", "b"], False),
    ],
)  # fmt: skip
def test_paths_from_the_context_are_told_in_order(text: str, paths: list[str], whole: bool) -> None:
    """Each once; what lies below a dot that was moved belongs to whatever moved it."""
    reads = Template(text).reads
    assert [".".join(path) for path in reads.paths] == paths
    assert reads.whole is whole
    assert TemplateEngine().references(text) == reads.paths


NAMES = ["a", "b", "c"]
LEAVES = st.sampled_from([f".{x}.{y}" for x in NAMES for y in NAMES] + [f"$.{x}" for x in NAMES])


@given(st.lists(LEAVES, min_size=1, max_size=5), st.data())
@settings(max_examples=60)
def test_nothing_else_is_read(leaves: list[str], data: st.DataObject) -> None:
    """What no path names can change, or be absent, without another text or error."""
    shapes = ["{{{{ {} }}}}", "{{{{ if {} }}}}y{{{{ end }}}}", "{{{{ print {} | upper }}}}", "{{{{ with {} }}}}{{{{ . }}}}{{{{ end }}}}"]  # fmt: skip
    text = "".join(data.draw(st.sampled_from(shapes)).format(leaf) for leaf in leaves)
    context: dict[str, Any] = {x: {y: x + y for y in NAMES} for x in NAMES}
    template = Template(text)
    needed = {path[0] for path in template.reads.paths}
    less = {name: value for name, value in context.items() if name in needed}
    assert template.render(less) == template.render(context)
    for gone in needed:
        with pytest.raises(MissingKeyError):
            template.render({name: value for name, value in context.items() if name != gone})
