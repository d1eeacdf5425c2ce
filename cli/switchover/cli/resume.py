"""`switchover resume`: go on with runs that were interrupted or killed."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from switchover.engine import EngineError
from switchover.engine.config import engine_types
from switchover.engine.run import Engine, RunStart, WallClock
from switchover.engine.store import DurableStorage, DurableStore, open_store

from .console import Console
from .exits import Exit
from .outcome import resume_hint
from .session import Session, closed, drive
from .setup import RunSetup

__all__ = ["resume"]


def resume(
    ctx: typer.Context,
    store: Annotated[str, typer.Option(metavar="sqlite:PATH|postgresql://...")],
    exec_id: Annotated[
        str | None, typer.Argument(metavar="[EXEC_ID]", help="By default, all that have not ended.")
    ] = None,
    on: Annotated[
        str,
        typer.Option(
            metavar="temporal[://HOST:PORT]",
            help="The server they run on, when not in a process of their own.",
        ),
    ] = "",
    storage: Annotated[
        str,
        typer.Option(
            metavar="redis://...",
            envvar="SWITCHOVER_STORAGE",
            help="Where the runs keep their values, if not where they began (or for its password).",
        ),
    ] = "",
) -> None:
    """Go on with runs from where they stood; what was done is not done again.

    The store knows the workflow, its input, its system and its bindings.

    **Examples**

    `switchover resume --store sqlite:runs.db`

    `switchover resume 5c0ffee --store sqlite:runs.db --json`

    `switchover resume 5c0ffee --store sqlite:runs.db --on temporal`
    """
    console: Console = ctx.obj
    if on:
        raise typer.Exit(_on_temporal(console, on, store, exec_id, storage))
    opened, beside = open_store(store, now=WallClock().now, make=False)
    if not isinstance(opened, DurableStore) or not isinstance(beside, DurableStorage):
        raise typer.BadParameter(f"{store!r} keeps nothing to resume", param_hint="--store")
    with closed(opened):
        exec_ids = opened.unfinished() if exec_id is None else [exec_id]
        if not exec_ids:
            console.note(f"every run in {store} has ended")
        code = Exit.PASS
        for setup, group in _grouped(opened, exec_ids).items():
            chosen = replace(setup, storage=storage or setup.storage)
            session = Session.open(chosen, (opened, beside), engine_types())
            went = _resumed(console, session, group, store)
            code = went if went is not Exit.PASS else code
            if went is Exit.INTERRUPTED:
                break
    raise typer.Exit(code)


def _on_temporal(console: Console, on: str, store: str, exec_id: str | None, storage: str) -> Exit:
    from .temporal import Served, ServerPlace, resumed

    types = engine_types()
    opened = open_store(store, now=WallClock().now, durability="full", make=False)

    def served(setup: RunSetup) -> Served:
        return Served.open(replace(setup, storage=storage or setup.storage), opened, types)

    with closed(opened[0]):
        place = ServerPlace(on=on, store=store)
        return resumed(console, place, exec_id, served, types, opened[0])


def _grouped(store: DurableStore, exec_ids: list[str]) -> dict[RunSetup, list[str]]:
    """Group runs that were started alike: they share an engine, and one can trigger the other."""
    groups: dict[RunSetup, list[str]] = {}
    for exec_id in exec_ids:
        notes = RunStart.load(store, exec_id).notes
        groups.setdefault(RunSetup.of(notes), []).append(exec_id)
    return groups


def _resumed(console: Console, session: Session, exec_ids: list[str], store: str) -> Exit:
    async def begin(engine: Engine) -> None:
        for exec_id in exec_ids:
            try:
                await engine.resume(exec_id)
            except EngineError as error:
                is_none_left = exec_id == exec_ids[-1] and not session.runs
                if error.code != "RUN_BUSY" or is_none_left:
                    raise
                console.note(error.message)

    return drive(console, session, begin, resume_with=lambda _: resume_hint(store))
