"""What these tests share: a text as an author wrote it, rendered."""

from datetime import UTC, datetime
from typing import Any

from switchover.engine.rendering import Policy, Renderer, authored

MOMENT = datetime(2024, 2, 29, 13, 4, 5, tzinfo=UTC)


def renderer(*, typed: bool = False, result: Any = None) -> Renderer:
    return Renderer(Policy(typed=typed, clock=lambda: MOMENT, result=result))


def rendered(written: Any, variables: dict[str, Any], *, typed: bool = False) -> Any:
    """Load what somebody wrote, and render it."""
    return renderer(typed=typed).render(authored(written), lambda _: variables)
