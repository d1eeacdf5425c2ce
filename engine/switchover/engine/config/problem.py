"""What can be wrong in a configuration: the ground's problems, in an error of the engine."""

from __future__ import annotations

from collections.abc import Iterable

from switchover.ground.written import (
    Path,
    Position,
    Problem,
    ProblemsError,
    Severity,
    Wrapper,
    notation,
)

from ..errors import EngineError

__all__ = ["ConfigError", "Path", "Position", "Problem", "Severity", "Wrapper", "notation"]


class ConfigError(ProblemsError, EngineError):
    """A configuration that cannot be used; `problems` says everything that is wrong with it.

    Its code is the outermost code of the first problem, the one the old engine would report.
    """

    def __init__(self, problems: Iterable[Problem], *, total: int | None = None) -> None:
        ProblemsError.__init__(self, problems, total=total)
        EngineError.__init__(self, self.problems[0].codes[0], self.message, retryable=False)

    def __str__(self) -> str:
        return self.message
