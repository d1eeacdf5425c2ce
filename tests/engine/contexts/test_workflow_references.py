"""What templates mention of the workflow."""

import pytest

from switchover.engine.contexts.references import of_value


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("{{ .workflow.input.name }}", {"input"}),
        ("{{ .workflow.id }}{{ .workflow.version }}", {"id", "version"}),
        ("{{ .workflow.my-key }}", {"my-key"}),
        ("{{ .other }}", set()),
    ],
)
def test_keys_that_are_mentioned(text: str, keys: set[str]) -> None:
    """The keys behind `.workflow.`, and no more."""
    found = of_value({"a": [text]})
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
        "{{ $.workflow.id }}",
    ],
)
def test_the_whole_workflow(text: str) -> None:
    """Where it is not clear which keys are read, all of them are there."""
    assert of_value(text).whole_workflow
