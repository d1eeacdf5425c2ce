"""`switchover signal`: to a run that waits, in whichever process it runs."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from switchover.engine.run import WallClock, send_signal
from switchover.engine.store import open_store

from .console import Console
from .inputs import given_map
from .session import closed

__all__ = ["signal"]


def signal(
    ctx: typer.Context,
    exec_id: Annotated[str, typer.Argument(metavar="EXEC_ID")],
    name: Annotated[str, typer.Argument(metavar="NAME")],
    payload: Annotated[str, typer.Argument(metavar="[JSON|FILE]")] = "{}",
    store: Annotated[str, typer.Option(metavar="sqlite:PATH|postgresql://...")] = "",
    on: Annotated[
        str,
        typer.Option(
            metavar="temporal[://HOST:PORT]",
            help="The server it runs on; a store beside it is for 2 MiB and more.",
        ),
    ] = "",
) -> None:
    """Send a signal to a run; once this returns, it is not lost any more.

    A run that is not running now receives it when it is resumed.

    **Examples**

    `switchover signal 5c0ffee ready '{"status": "ready"}' --store sqlite:runs.db`

    `switchover signal 5c0ffee ready --on temporal://127.0.0.1:7233`
    """
    console: Console = ctx.obj
    data = given_map(payload, option="payload").data
    if not store and not on:
        raise typer.BadParameter("name where the run is, by one of both", param_hint="--store/--on")
    if on:
        _send_on(on, store, exec_id, name, data)
    else:
        _send(store, exec_id, name, data)
    if console.as_json:
        print(json.dumps({"workflow_exec_id": exec_id, "name": name, "payload": data}))
    else:
        console.note(f"{name} sent to {exec_id}")


def _send_on(on: str, store: str, exec_id: str, name: str, data: dict[str, Any]) -> None:
    from .temporal import ServerPlace, signaled

    if not store:
        signaled(ServerPlace(on=on), exec_id, name, data)
        return
    opened, _ = open_store(store, now=WallClock().now, make=False)
    with closed(opened):
        signaled(ServerPlace(on=on, store=store), exec_id, name, data, opened)


def _send(store: str, exec_id: str, name: str, data: dict[str, Any]) -> None:
    clock = WallClock()
    opened, _ = open_store(store, now=clock.now, make=False)
    try:
        clock.run(send_signal(opened, exec_id, name, data, now=clock.now()))
    finally:
        opened.close()
