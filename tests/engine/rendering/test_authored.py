"""Templates that an author wrote, as values."""

import pickle
from collections.abc import Callable
from copy import copy, deepcopy
from typing import Any

import pytest

from switchover.engine.rendering import AuthoredText


@pytest.mark.parametrize(
    "copied", [copy, deepcopy, lambda value: pickle.loads(pickle.dumps(value))]
)
def test_a_template_is_copied_as_one(copied: Callable[[Any], Any]) -> None:
    """Tools keep and send what they are given, schemas with a template in a sentence too."""
    written = AuthoredText("see {{ .docs }}", ("tools", 0, "input"))
    again = copied(written)
    assert (type(again), again, again.path) == (AuthoredText, written, written.path)
    assert again.mentions() == written.mentions()
