"""Templates as the engine uses them."""

import pytest

from switchover.engine.errors import EngineError
from switchover.engine.rendering import TemplateEngine


def test_template_errors_are_engine_errors() -> None:
    """A code to read by program, the place, and no retry."""
    with pytest.raises(EngineError) as caught:
        TemplateEngine().render("see {{ .nowhere }}", {})
    assert caught.value.code == "TEMPLATE_MISSING_KEY"
    assert caught.value.details == {"key": "nowhere"}
    assert not caught.value.retryable
    assert str(caught.value).startswith("template:1:8: ")
