"""`switchover worker`: the steps of runs on Temporal, and their tools, until it is told to end."""

from __future__ import annotations

from typing import Annotated

import typer

from switchover.engine.config import engine_types
from switchover.engine.run import WallClock
from switchover.engine.store import open_store

from . import options as o
from .console import Console
from .session import closed
from .setup import RunSetup

__all__ = ["worker"]

QUEUE = "switchover"


def worker(  # noqa: PLR0913, PLR0917 - each is an option of the command
    ctx: typer.Context,
    workflows: Annotated[
        list[str] | None,
        typer.Argument(metavar="[OTHER.yaml...]", help="Workflows that signals may start."),
    ] = None,
    on: Annotated[str, typer.Option(metavar="temporal[://HOST:PORT]")] = "temporal",
    queue: Annotated[str, typer.Option(metavar="NAME", help="The queue to serve.")] = QUEUE,
    bindings: o.Bindings = None,
    echo: o.Echo = False,
    store: Annotated[
        str, typer.Option(metavar="postgresql://...|sqlite:PATH", help="Shared by all its workers.")
    ] = "memory:",
    storage: o.Storage = "",
    environment: o.Environment = "",
    routes: Annotated[
        str,
        typer.Option(
            metavar="FILE|redis://...", help="Which type is on which side, to serve a migration."
        ),
    ] = "",
    build_id: Annotated[
        str, typer.Option(metavar="ID", help="Pins its runs to workers of the same build.")
    ] = "",
) -> None:
    """Serve a queue of Temporal: take the steps of its runs and call their tools.

    Ctrl-C, or what ends a job, ends it; what it was doing is done by another worker, or by the
    next one.

    **Example**

    `switchover worker --on temporal://127.0.0.1:7233 --bindings tools.yaml --store sqlite:runs.db`
    """
    from .temporal import Served, ServerPlace, served

    console: Console = ctx.obj
    setup = RunSetup.named(
        system="",
        bindings=bindings,
        echo=echo,
        workflows=workflows,
        storage=storage,
        environment=environment,
        routes=routes,
    )
    opened = open_store(store, now=WallClock().now, durability="full")
    with closed(opened[0]):
        parts = Served.open(setup, opened, engine_types())
        place = ServerPlace(on=on, store=store)
        raise typer.Exit(served(console, place, parts, queue=queue, build_id=build_id))
