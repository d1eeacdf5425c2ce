"""The template vectors, as the old services' engine renders them."""

from __future__ import annotations

from typing import Any

import pytest

from switchover.gotemplate import (
    MissingKeyError,
    TemplateEngine,
    TemplateSyntaxError,
)

ENGINE = TemplateEngine()
TASK = {"output": {"config": {"timeout": 30}, "code": "hello world"}}
CONTEXT: dict[str, Any] = {
    "workflow": {"input": {"name": "test-workflow"}},
    "tasks": {"setup-task": TASK, "format-task": TASK},
    "user": {"name": "u"},
    "config": {"present": 1},
    "myMap": {"key": "value", "number": 123},
    "x": None,
}


def vector(number: str, text: str, expected: str) -> Any:
    return pytest.param(text, expected, id=number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        vector(
            "V45",
            '{{ if hasKey .config "missing" }}there{{ else }}default-value{{ end }}',
            "default-value",
        ),
        vector(
            "V46",
            "{{ .workflow.input.name }}-{{ .tasks.setup-task.output.config.timeout }}",
            "test-workflow-30",
        ),
        vector("V47", "{{ .tasks.format-task.output.code | upper }}", "HELLO WORLD"),
        vector("V48", "{{ .myMap | toJson }}", '{"key":"value","number":123}'),
        vector("V58", "null:{{ .x }}", "null:<no value>"),
    ],
)
def test_rendered(text: str, expected: str) -> None:
    """V45 to V48 and V58: what a template renders to."""
    assert ENGINE.render_text(text, CONTEXT) == expected


def test_v42_unfinished_template() -> None:
    """V42: what does not parse is an error with its place."""
    with pytest.raises(TemplateSyntaxError) as caught:
        ENGINE.render_text("Hello, {{ .name !", CONTEXT)
    assert caught.value.line == 1


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("{{ .usr.name }}", "usr", id="V43"),
        pytest.param('{{ .user.age | default "25" }}', "age", id="V44"),
    ],
)
def test_missing_key(text: str, key: str) -> None:
    """V43, V44: a missing key is an error that names it, also in front of a default."""
    with pytest.raises(MissingKeyError) as caught:
        ENGINE.render_text(text, CONTEXT)
    assert caught.value.key == key
