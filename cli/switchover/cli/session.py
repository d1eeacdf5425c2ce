"""What `run` and `resume` share: an engine for one call of the command, and its last word."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from rich.console import Console as Terminal

from switchover.engine import Run
from switchover.engine.config import ConfigError, TaskTypes, WorkflowConfig, load_workflow
from switchover.engine.run import (
    TRANSITIONS,
    Engine,
    Running,
    RunResult,
    Settings,
    System,
    WallClock,
    final_state,
    find_system,
)
from switchover.engine.states import Status, TaskError
from switchover.engine.store import RedisStorage, RunStore, Storage, Store, StoreError, open_storage
from switchover.engine.tools import (
    Binding,
    EchoTools,
    ToolRegistry,
    installed,
    read_bindings,
    unbound,
)

from .console import Console
from .ending import ENDING
from .errors import OptionsError
from .exits import Exit
from .tasktree import live_tree, tree_of

__all__ = [
    "Choices",
    "Session",
    "absolute",
    "check_tools",
    "closed",
    "drive",
    "ending_of",
    "others_of",
    "reached",
    "resume_hint",
    "show",
    "system_of",
    "takes_routes",
    "tools_of",
]

POLL_S = 0.2
"""How often a waiting run looks for signals that `switchover signal` has sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How to run; a store keeps them, so that a resume needs no options."""

    system: str
    bindings: str | None = None
    echo: bool = False
    workflows: tuple[str, ...] = ()
    transitions: int = TRANSITIONS
    storage: str = ""
    environment: str = ""
    routes: str = ""

    @classmethod
    def of(cls, notes: dict[str, Any]) -> Choices:
        return cls(**{**notes, "workflows": tuple(notes.get("workflows", ()))})

    def notes(self) -> dict[str, Any]:
        return {
            "system": self.system,
            "bindings": self.bindings,
            "echo": self.echo,
            "workflows": list(self.workflows),
            "transitions": self.transitions,
            "storage": _without_password(self.storage),
            "environment": self.environment,
            "routes": _without_password(self.routes),
        }


@dataclass(slots=True)
class Session:
    """An engine over a store, and the runs it has begun."""

    engine: Engine
    store: RunStore
    storage: Storage
    tools: ToolRegistry
    runs: list[Running] = field(default_factory=list)

    @classmethod
    def open(cls, choices: Choices, opened: tuple[RunStore, Storage], types: TaskTypes) -> Session:
        """Open an engine; the values of its runs are kept beside their rows unless told otherwise.

        A password in the storage's address is not kept in the store: a resume is given it again.
        """
        store, beside = opened
        storage = open_storage(choices.storage, beside, environment=choices.environment)
        runs: list[Running] = []
        tools, others = tools_of(choices), others_of(choices, types)
        engine = Engine(
            system_of(choices.system, choices.routes),
            tools=tools,
            store=store,
            storage=storage,
            workflows=others,
            settings=Settings(
                poll_s=POLL_S,
                types=types,
                notes=choices.notes(),
                transitions=choices.transitions,
            ),
            on_start=runs.append,
        )
        for workflow in others:
            check_tools(workflow, tools)
        return cls(engine, store, storage, tools, runs)


def check_tools(workflow: WorkflowConfig, tools: ToolRegistry) -> None:
    """Raise ConfigError for the tools of a workflow that nobody bound, unless they echo."""
    problems = [] if tools.echoes else [*unbound(workflow, tools)]
    if problems:
        raise ConfigError(problems)


def tools_of(choices: Choices) -> ToolRegistry:
    """The tools that were bound, and those that are installed."""
    bound = read_bindings(choices.bindings) if choices.bindings else ()
    echo = EchoTools() if choices.echo else None
    return ToolRegistry([*bound, *_unless_bound(bound)], unbound=echo)


def others_of(choices: Choices, types: TaskTypes) -> list[WorkflowConfig]:
    """The workflows that signals of a run may start."""
    return [load_workflow(path, types) for path in choices.workflows]


def absolute(address: str) -> str:
    """A file's address from wherever it is read; what is no file stays as it is."""
    return address if not address or "://" in address else str(Path(address).resolve())


def system_of(name: str, routes: str) -> System:
    """An installed task system, by its routes where it takes any.

    Raises:
        OptionsError: routes for a system that takes none.
    """
    system = find_system(name)
    if not routes:
        return system
    if not takes_routes(system):
        raise OptionsError(f"the system {name!r} takes no --routes")
    routed: System = system.routed(routes)  # type: ignore[attr-defined]  # it takes them
    return routed


def takes_routes(system: System) -> bool:
    """Whether a system sends each task type to one of two sides."""
    return hasattr(system, "routed")


def resume_hint(store: str, exec_id: str = "", *, on: str = "") -> str:
    """Say how to go on with a run, or with all of a store that have not ended."""
    if store == "memory:":
        return "nothing is kept without --store sqlite:PATH or postgresql://..."
    named = f" {exec_id}" if exec_id else ""
    there = f" --on {on}" if on else ""
    return f"go on with: switchover resume{named}{there} --store {store}"


def ending_of(results: Iterable[RunResult]) -> Exit:
    """The exit code that says how runs ended."""
    succeeded = all(result.status is Status.SUCCESS for result in results)
    return Exit.PASS if succeeded else Exit.FAIL


def _unless_bound(bound: Iterable[Binding]) -> list[Binding]:
    taken = {binding.id for binding in bound}
    return [binding for binding in installed() if binding.id not in taken]


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


def _without_password(address: str) -> str:
    parts = urlsplit(address)
    if parts.password is None:
        return address
    user, host = parts.username or "", parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}@{host}" if user else host))


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


def show(console: Console, runs: Sequence[Run], store: Store, results: Sequence[RunResult]) -> None:
    """Print how runs ended: a document for a machine, trees and outputs for a person."""
    if console.as_json:
        states = [
            final_state(result, run.workflow) for result, run in zip(results, runs, strict=True)
        ]
        print(json.dumps({**states[0], "triggered": states[1:]}, ensure_ascii=False))
        return
    terminal = Terminal()
    if not terminal.is_terminal:
        terminal.print(tree_of(runs, store), soft_wrap=True)
    for result in results:
        if result.error is not None:
            terminal.print(_told(result.error), markup=False, highlight=False, soft_wrap=True)
        if result.output is not None:
            terminal.print_json(json.dumps(result.output, default=str))


def _told(error: TaskError) -> str:
    """An error of a run, behind the place and the task it came from where they are known."""
    details = error.details or {}
    place = f"{details['position']}: " if details.get("position") else ""
    task = f" task {details['task']!r}:" if details.get("task") else ""
    return f"{place}{error.code}:{task} {error.message}"
