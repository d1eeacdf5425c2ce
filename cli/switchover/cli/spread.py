"""What `shadow --on` reads: where chunks of a corpus are run, and how."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, NoReturn

import typer

from switchover.ground import is_postgres

from .choice import Choice
from .console import Console
from .errors import OptionsError
from .exits import Exit
from .extras import complete
from .overrides import Overrides

if TYPE_CHECKING:
    from switchover.migrations.scaling import Scale

    from .choice import Plans

__all__ = ["Spreading", "helped"]

PROCESSES: Final = "processes"
POSTGRES: Final = "postgres"
TEMPORAL: Final = "temporal"
PLACES: Final = (
    "write processes, postgres (by PGHOST, PGDATABASE, ...), postgresql://USER@HOST/DB, temporal or"
    " temporal://HOST:PORT[/NAMESPACE]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreading:
    """The options that say how a comparison is spread."""

    on: str | None = None
    workers: int | None = None
    chunk: int = 1000
    resume: bool = False
    join: bool = False
    store: str = ""

    def scale(
        self, console: Console, choice: Choice, settings: Overrides, *, only: int | None
    ) -> Scale | None:
        """Make of them how to spread it; None for one process, as without them."""
        if self.on is None:
            if self.workers is not None or self.resume or self.join or self.store:
                raise OptionsError(f"--workers, --resume, --join and --store need --on: {PLACES}")
            return None
        self._check(choice, only)
        store, kind = self._store(self.on), self._kind
        needed = ["postgres"] if is_postgres(store) else []
        needed += ["temporal"] if kind == TEMPORAL else []
        complete(f"--on {kind}", needed)
        from switchover.migrations.scaling import Scale

        scale = Scale(
            load=partial(loaded, choice, settings),
            store=store,
            on=self.on if kind == TEMPORAL else "",
            size=self.chunk,
            resume=self.resume,
            note=console.note,
        )
        return scale if self.workers is None else scale.with_hands(self.workers)

    @property
    def _kind(self) -> str:
        """What stands before the address in `--on`."""
        return (self.on or "").partition(":")[0]

    def _store(self, on: str) -> str:
        """Give the address of the chunks' store; "" for a file beside the comparisons."""
        if self._kind == TEMPORAL:
            return self.store
        if self.store:
            raise OptionsError("--store goes with --on temporal; elsewhere --on says it all")
        if on == PROCESSES:
            return ""
        if on == POSTGRES:
            return "postgresql://"
        if is_postgres(on):
            return on
        raise OptionsError(f"--on {self._kind}: {PLACES}")

    def _check(self, choice: Choice, only: int | None) -> None:
        if only is not None or choice.against:
            raise OptionsError("--only and --against compare in one process; leave out --on")
        if choice.corpus == "-":
            text = "standard input can be read by one process only; save it to a file for --on"
            raise OptionsError(text)
        if self.join and self.resume:
            raise OptionsError("--resume is for who puts the results together; --join only helps")
        if self.join and self.on == PROCESSES:
            raise OptionsError("on one machine give --workers N; --join goes with --on postgres")
        if self.join and self.on == TEMPORAL:
            raise OptionsError("name the server that the others use: --on temporal://HOST:PORT")
        if self.join and self._kind == TEMPORAL and not self.store:
            raise OptionsError(
                "name where the results go, as the others do: --store postgresql://..."
            )


def helped(console: Console, scale: Scale) -> NoReturn:
    """Run chunks of a comparison that was begun elsewhere, and exit: there is no report here."""
    from switchover.migrations.scaling import joined

    # What ends a job lets it keep what was begun, as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        inputs = joined(scale.load(), scale)
    except KeyboardInterrupt:
        console.note("ended; what was done of chunks is kept, the rest is for others")
        raise typer.Exit(Exit.PASS) from None
    console.note(f"{inputs:,} inputs were done here; nothing is left to help with")
    raise typer.Exit(Exit.PASS)


def loaded(choice: Choice, settings: Overrides) -> Plans:
    """Load the plans again, in a process that runs chunks of them."""
    return settings.applied(choice.plans())
