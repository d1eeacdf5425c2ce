"""The names that task systems stand on."""

from __future__ import annotations

from types import ModuleType

import pytest

from switchover.engine import outcomes, rendering

OUTCOMES = "BROKEN Progress default_output last_word next_id next_task parent_status"
RENDERING = """
Authored AuthoredList AuthoredMap AuthoredText EVERYTHING JsonNumbers NearRows Policy Prepared References Renderer
RenderingError Renders Root Roots TaskRows TaskVariable VariablesOf as_floats as_written authored constant error_map
normalised origins plain restored transformed value_at variables_for
"""


@pytest.mark.parametrize(("room", "names"), [(outcomes, OUTCOMES), (rendering, RENDERING)])
def test_names_are_frozen(room: ModuleType, names: str) -> None:
    """Nothing appears or goes by accident."""
    assert sorted(room.__all__) == sorted(names.split())
    assert all(hasattr(room, name) for name in room.__all__)
