"""`switchover route`: which side each task type runs on, shown and switched while it runs."""

from __future__ import annotations

import json
from typing import Annotated, get_args

import typer

from switchover.engine.config import engine_types
from switchover.ground import near
from switchover.migrations import Side, open_routes

from .console import Console
from .errors import OptionsError

__all__ = ["route"]

SYSTEM = "migration"


def route(
    ctx: typer.Context,
    types: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TYPE...]", help="To be switched; by default none, only shown."),
    ] = None,
    routes: Annotated[
        str,
        typer.Option(
            metavar="FILE|redis://...",
            envvar="SWITCHOVER_ROUTES",
            help="Where running processes look for it.",
        ),
    ] = ...,  # type: ignore[assignment]  # typer's way of saying that it is required
    to: Annotated[
        str, typer.Option(metavar="control|candidate", help="The side to switch the types to.")
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="Switch every type.")] = False,
    system: Annotated[str, typer.Option(metavar="NAME", help="The migration.")] = SYSTEM,
) -> None:
    """Show and switch which side each task type runs on.

    Running processes see it within a second; runs in flight keep the side that they met a type on.

    **Examples**

    `switchover route signal aggregate --to candidate --routes routes.json`

    `switchover route signal --to control --routes routes.json`

    `switchover route --routes redis://localhost:6379/0 --json`
    """
    console: Console = ctx.obj
    known, chosen = engine_types().names, tuple(types or ())
    if system != SYSTEM:
        raise OptionsError(f"the system {system!r} takes no --routes; {SYSTEM} does")
    if unknown := [name for name in chosen if name not in known]:
        raise OptionsError(f"no task type {unknown[0]!r}; the types are {', '.join(sorted(known))}")
    if bool(to) != bool(chosen or every):
        raise OptionsError(
            "to switch, name the types (or --all) and the side: route TYPE --to SIDE"
        )
    if to and to not in get_args(Side):
        raise OptionsError(f"{to!r} is no side; write --to control or --to candidate")
    places = open_routes(routes)
    if to:
        side: Side = "candidate" if to == "candidate" else "control"
        places.switch(side, *(known if every else chosen))
    found = places.read()
    sides = {name: found.get(name, "control") for name in sorted(known)}
    for name in sorted(set(found).difference(known)):
        meant = near(name, known) or f"the types are {', '.join(sorted(known))}"
        console.note(f"{name!r} is written in {routes} and is no task type; {meant}")
    if not found:
        console.note(f"nothing is written in {routes} yet: all is on the control")
    if console.as_json:
        print(json.dumps(sides))
    else:
        print("\n".join(f"{name:<12}{side}" for name, side in sides.items()))
