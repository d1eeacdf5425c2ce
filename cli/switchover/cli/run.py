"""`switchover run`: a workflow, in this process."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from switchover.engine import EngineError
from switchover.engine.config import (
    ConfigError,
    Document,
    WorkflowConfig,
    engine_types,
    load_workflow,
)
from switchover.engine.run import TRANSITIONS, Engine, WallClock
from switchover.engine.store import Durability, RunStore, Storage, open_store

from . import options as o
from .console import Console
from .exits import Exit
from .inputs import given_map, given_signal, placed
from .outcome import resume_hint
from .session import Session, closed, drive
from .setup import RunSetup, check_tools

__all__ = ["run"]


def run(  # noqa: PLR0913, PLR0917 - each is an option of the command
    ctx: typer.Context,
    workflow: Annotated[str, typer.Argument(metavar="WORKFLOW.yaml")],
    others: Annotated[
        list[str] | None,
        typer.Argument(metavar="[OTHER.yaml...]", help="Workflows that its signals may start."),
    ] = None,
    given: Annotated[
        str | None, typer.Option("--input", metavar="JSON|FILE", help="What it is started with.")
    ] = None,
    bindings: o.Bindings = None,
    echo: o.Echo = False,
    store: Annotated[str, typer.Option(metavar="memory:|sqlite:PATH|postgresql://...")] = "memory:",
    storage: o.Storage = "",
    environment: o.Environment = "",
    durability: Annotated[
        str,
        typer.Option(
            metavar="normal|full",
            help="full survives a loss of power as well; the default on Temporal.",
        ),
    ] = "",
    system: Annotated[
        str, typer.Option(metavar="NAME", help="The task system: legacy, orchestrators, ...")
    ] = "orchestrators",
    routes: Annotated[
        str,
        typer.Option(
            metavar="FILE|redis://...",
            help="Which type is on which side, for the system `migration`.",
        ),
    ] = "",
    signals: Annotated[
        list[str] | None,
        typer.Option("--signal", metavar="NAME=JSON", help="Sent before it starts; repeatable."),
    ] = None,
    transitions: Annotated[
        int,
        typer.Option(
            min=1, metavar="N", help="How often it may go from one task to the next, at most."
        ),
    ] = TRANSITIONS,
    on: Annotated[
        str,
        typer.Option(
            metavar="temporal[://HOST:PORT]", help="Where it runs; by default in this process."
        ),
    ] = "",
    queue: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="On Temporal: of the workers that run it, in place of this call."
        ),
    ] = "",
    exec_id: Annotated[
        str, typer.Option(metavar="ID", help="An exec id of your own; else one is made.")
    ] = "",
) -> None:
    """Run a workflow, in this process with its tasks as a live tree, or on Temporal.

    Exit codes: 0 success, 1 the workflow failed, 2 bad input, 130 interrupted (state is kept).

    **Examples**

    `switchover run workflow.yaml --echo --input '{"city": "Oslo"}'`

    `switchover run wait.yaml --bindings tools.yaml --store sqlite:runs.db --signal ready='{}'`

    `switchover run workflow.yaml --echo --on temporal`
    """
    console: Console = ctx.obj
    types = engine_types()
    loaded = load_workflow(workflow, types)
    data = given_map(given, option="--input")
    sent = [given_signal(text) for text in signals or ()]
    setup = RunSetup.named(
        system=system,
        bindings=bindings,
        echo=echo,
        workflows=others,
        transitions=transitions,
        storage=storage,
        environment=environment,
        routes=routes,
    )
    if queue and (not on or store == "memory:"):
        raise typer.BadParameter("needs --on, and the --store of its workers", param_hint="--queue")
    opened = open_store(store, now=WallClock().now, durability=_durability(durability, on))
    if on:
        code = _on_temporal(console, on, store, setup, opened, loaded, data, sent, exec_id, queue)
        raise typer.Exit(code)
    session = Session.open(setup, opened, types)
    check_tools(loaded, session.tools)

    async def begin(engine: Engine) -> None:
        try:
            running = await engine.start(loaded, data.data, signals=sent, workflow_exec_id=exec_id)
        except ConfigError as error:
            raise placed(error, data) if error.code == "INPUT" else error from None
        except EngineError as error:
            raise _known(error, exec_id, store) if error.code == "RUN_EXISTS" else error from None
        if not console.as_json and store != "memory:":
            console.note(f"run {running.workflow_exec_id} in {store}")

    with closed(session.store):
        code = drive(console, session, begin, resume_with=lambda session: _resume(session, store))
    raise typer.Exit(code)


def _on_temporal(  # noqa: PLR0913, PLR0917 - all that `run` was given
    console: Console,
    on: str,
    store: str,
    setup: RunSetup,
    opened: tuple[RunStore, Storage],
    workflow: WorkflowConfig,
    data: Document,
    signals: list[tuple[str, dict[str, Any]]],
    exec_id: str,
    queue: str,
) -> Exit:
    from .temporal import Served, ServerPlace, ran

    with closed(opened[0]):
        served = Served.open(setup, opened, workflow.types)
        if not queue:
            check_tools(workflow, served.tools)
        try:
            return ran(
                console,
                ServerPlace(on=on, store=store),
                served,
                workflow,
                data.data,
                signals=signals,
                exec_id=exec_id,
                queue=queue,
            )
        except ConfigError as error:
            raise placed(error, data) if error.code == "INPUT" else error from None


def _known(error: EngineError, exec_id: str, store: str) -> EngineError:
    text = (
        f"{error.message}. Go on with it, or see what it came to, with:"
        f" switchover resume {exec_id} --store {store}; for a new run, name another --exec-id"
    )
    return EngineError(error.code, text, retryable=False)


def _durability(text: str, on: str) -> Durability:
    """On Temporal a row that was acknowledged must not vanish: the history goes on without it."""
    if text == "full" or (on and not text):
        return "full"
    if text in {"", "normal"}:
        return "normal"
    raise typer.BadParameter(f"{text!r} is neither normal nor full", param_hint="--durability")


def _resume(session: Session, store: str) -> str:
    unfinished = [run.workflow_exec_id for run in session.runs]
    return resume_hint(store, unfinished[0] if len(unfinished) == 1 else "")
