"""An engine for one call of the command, driven to its end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field

from rich.console import Console as Terminal

from switchover.engine.config import TaskTypes
from switchover.engine.run import Engine, Running, RunResult, Settings, WallClock
from switchover.engine.store import RedisStorage, RunStore, Storage, StoreError, open_storage
from switchover.engine.tools import ToolRegistry

from .console import Console
from .ending import ENDING
from .exits import Exit
from .outcome import ending_of, show
from .setup import RunSetup, check_tools, others_of, system_of, tools_of
from .tasktree import live_tree

__all__ = ["Session", "closed", "drive", "reached"]

POLL_S = 0.2
"""How often a waiting run looks for signals that `switchover signal` has sent."""


@dataclass(slots=True)
class Session:
    """An engine over a store, and the runs it has begun."""

    engine: Engine
    store: RunStore
    storage: Storage
    tools: ToolRegistry
    runs: list[Running] = field(default_factory=list)

    @classmethod
    def open(cls, setup: RunSetup, opened: tuple[RunStore, Storage], types: TaskTypes) -> Session:
        """Open an engine; the values of its runs are kept beside their rows unless told otherwise.

        A password in the storage's address is not kept in the store: a resume is given it again.
        """
        store, beside = opened
        storage = open_storage(setup.storage, beside, environment=setup.environment)
        runs: list[Running] = []
        tools, others = tools_of(setup), others_of(setup, types)
        engine = Engine(
            system_of(setup.system, setup.routes),
            tools=tools,
            store=store,
            storage=storage,
            workflows=others,
            settings=Settings(
                poll_s=POLL_S,
                types=types,
                notes=setup.notes(),
                transitions=setup.transitions,
            ),
            on_start=runs.append,
        )
        for workflow in others:
            check_tools(workflow, tools)
        return cls(engine, store, storage, tools, runs)


def drive(
    console: Console,
    session: Session,
    begin: Callable[[Engine], Awaitable[object]],
    *,
    resume_with: Callable[[Session], str],
) -> Exit:
    """Run what `begin` begins to its end, show it, and say how it went.

    Interrupted, everything stays where it stands, and the way to resume it is told; it
    takes no longer than a moment, whatever the tools do.
    """

    def interrupted() -> None:
        console.error(f"interrupted; {resume_with(session)}")

    terminal = Terminal(quiet=console.as_json)
    try:
        results = WallClock().run(_ended(session, begin, terminal, ENDING.watching(interrupted)))
    except KeyboardInterrupt:
        interrupted()
        return Exit.INTERRUPTED
    except StoreError as error:
        console.error(
            f"{error}; nothing more was run. Once it can be written, {resume_with(session)}"
        )
        return Exit.USAGE
    except SystemExit as error:  # in a task that a tool made for itself, which nobody awaits
        text = f"a tool called sys.exit({error.code!r}) beside its own call; {resume_with(session)}"
        console.error(text)
        return Exit.FAIL
    if results:
        show(console, [running.run for running in session.runs], session.store, results)
    return ending_of(results)


@contextmanager
def closed(store: RunStore) -> Iterator[None]:
    """Close the store behind the block; what it cannot write then was told of in the block."""
    try:
        yield
    finally:
        with suppress(StoreError):
            store.close()


@asynccontextmanager
async def reached(storage: Storage) -> AsyncIterator[None]:
    """See that values elsewhere can be reached, and close the way there behind the block.

    Raises:
        EngineError: ``STORAGE_UNAVAILABLE``, before anything has begun.
    """
    if not isinstance(storage, RedisStorage):
        yield
        return
    try:
        await storage.check()
        yield
    finally:
        await storage.close()


async def _ended(
    session: Session,
    begin: Callable[[Engine], Awaitable[object]],
    terminal: Terminal,
    watched: AbstractContextManager[None],
) -> list[RunResult]:
    with watched:
        async with reached(session.storage):
            try:
                await begin(session.engine)
                await session.store.flush()
                async with live_tree(session.runs, session.store, terminal):
                    await session.engine.settle()
                return [await running.result() for running in session.runs]
            finally:
                await session.engine.close()
