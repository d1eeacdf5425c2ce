"""The names that both task systems stand on."""

from __future__ import annotations

from switchover.engine import contexts

CONTEXTS = """
Context JsonNumbers Progress References Renderer Root Roots TaskRows TaskVariable as_floats as_written constant
default_output error_map last_word next_id next_task normalised parent_status transformed variables_for
"""


def test_names_of_contexts_are_frozen() -> None:
    """Nothing appears or goes by accident."""
    assert sorted(contexts.__all__) == sorted(CONTEXTS.split())
    assert all(hasattr(contexts, name) for name in contexts.__all__)
