"""What `shadow --on` reads: where chunks of a corpus are run, and how."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from .console import Console
from .errors import OptionsError
from .running import Choice, Overrides, Plans

if TYPE_CHECKING:
    from switchover.migrations.scaling import Scale

__all__ = ["Spreading"]

PROCESSES: Final = "processes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreading:
    """The options that say how a comparison is spread."""

    on: str | None = None
    workers: int | None = None
    chunk: int = 1000
    resume: bool = False

    def scale(
        self, console: Console, choice: Choice, settings: Overrides, *, only: int | None
    ) -> Scale | None:
        """Make of them how to spread it; None for one process, as without them."""
        if self.on is None:
            if self.workers is not None or self.resume:
                raise OptionsError("--workers and --resume go with --on processes")
            return None
        self._check(choice, only)
        from switchover.migrations.scaling import Scale

        scale = Scale(
            load=partial(loaded, choice, settings),
            size=self.chunk,
            resume=self.resume,
            note=console.note,
        )
        return scale if self.workers is None else scale.with_hands(self.workers)

    def _check(self, choice: Choice, only: int | None) -> None:
        if self.on != PROCESSES:
            raise OptionsError(f"--on {self.on}: write processes")
        if only is not None or choice.against:
            raise OptionsError("--only and --against compare in one process; leave out --on")
        if choice.corpus == "-":
            text = "standard input can be read by one process only; save it to a file for --on"
            raise OptionsError(text)


def loaded(choice: Choice, settings: Overrides) -> Plans:
    """Load the plans again, in a process that runs chunks of them."""
    return settings.applied(choice.plans())
