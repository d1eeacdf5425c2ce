"""Where it is written which side each task type runs on: in memory, in a file, in Redis.

Whoever switches a type writes it there; every process that runs workflows looks there, at least
twice a second, so that a switch is seen everywhere within a second.
"""

from __future__ import annotations

import asyncio
import json
import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, Protocol, get_args

from switchover.engine import EngineError
from switchover.engine.store import REDIS
from switchover.ground import whole_file

if TYPE_CHECKING:
    from redis import Redis

__all__ = ["FileRoutes", "FreshRoutes", "RedisRoutes", "Routes", "Routing", "Side", "open_routes"]

Side = Literal["control", "candidate"]
SIDES: Final = get_args(Side)
FRESH_S: Final = 0.4
"""How long what was read counts; two such times and a slow answer are less than a second."""
ASK_S: Final = 0.4
"""How long Redis may take to answer."""
KEY: Final = "switchover:routes"


class Routes(Protocol):
    """Says which side each type runs on, and changes it.

    Attributes:
        is_far: whether reading may wait for another machine.
    """

    is_far: ClassVar[bool]

    def read(self) -> Mapping[str, Side]:
        """Give the types that were switched, each with its side; all others are on the control.

        Raises:
            EngineError: ``ROUTES`` when it cannot be read; nobody guesses a side then.
        """
        ...

    def switch(self, side: Side, *types: str) -> None:
        """Send the types to a side, from the next run on that meets them.

        Raises:
            EngineError: ``ROUTES`` when it cannot be written.
        """
        ...


class Routing:
    """Routes in memory; safe to change from any thread.

    Args:
        candidate_types: the types that run on the candidate to begin with.
    """

    is_far: ClassVar[bool] = False

    def __init__(self, *candidate_types: str) -> None:
        self._sides: Mapping[str, Side] = MappingProxyType(
            dict.fromkeys(candidate_types, "candidate")
        )
        self._lock = threading.Lock()

    def read(self) -> Mapping[str, Side]:
        """Return the types that were switched, each with its side."""
        return self._sides

    def switch(self, side: Side, *types: str) -> None:
        """Send the types to a side, from the next run on that meets them."""
        with self._lock:
            self._sides = MappingProxyType({**self._sides, **dict.fromkeys(types, side)})


class FileRoutes:
    """Routes in a JSON file, a map of types to sides; without a file all is on the control."""

    is_far: ClassVar[bool] = False

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)

    def __str__(self) -> str:
        return str(self._path)

    def read(self) -> Mapping[str, Side]:
        """Read the file."""
        try:
            text = self._path.read_text("utf-8-sig")
            return _sides(json.loads(text, object_pairs_hook=self._once), str(self))
        except FileNotFoundError:
            return {}
        except json.JSONDecodeError as error:
            place = f"{self._path}:{error.lineno}:{error.colno}"
            raise _unusable(f"{place}: no JSON: {error.msg}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise _unusable(f"{self._path}: cannot be read: {error}") from error

    def _once(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise _unusable(f"{self._path}: type {twice!r} is there twice; leave one of them")
        return found

    def switch(self, side: Side, *types: str) -> None:
        """Write the file anew, as a whole; one switch at a time, of whichever process."""
        try:
            with _locked(self._path):
                self._write({**self.read(), **dict.fromkeys(types, side)})
        except OSError as error:
            raise _unusable(f"{self._path}: cannot be written: {error}") from error

    def _write(self, sides: Mapping[str, Side]) -> None:
        text = json.dumps(dict(sorted(sides.items())), indent=2, ensure_ascii=False) + "\n"
        with whole_file(self._path, private=True, lasting=True) as file:
            file.write(text.encode())


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock beside a file; where there are no such locks nothing is held."""
    path = path.resolve()  # of one file, whatever names lead to it
    with path.with_name(path.name + ".lock").open("a") as file:
        with suppress(ImportError):
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


class RedisRoutes:
    """Routes in a hash of Redis, of types to sides."""

    is_far: ClassVar[bool] = True

    def __init__(self, client: Redis, *, key: str = KEY) -> None:
        self._client, self._key = client, key

    def __str__(self) -> str:
        return f"the hash {self._key!r}"

    def read(self) -> Mapping[str, Side]:
        """Read the hash."""
        found: Any = self._asked(lambda: self._client.hgetall(self._key))
        plain = {_text(name): _text(side) for name, side in found.items()}
        return _sides(plain, str(self))

    def switch(self, side: Side, *types: str) -> None:
        """Write these types alone."""
        if types:
            given: Any = dict.fromkeys(types, side)
            self._asked(lambda: self._client.hset(self._key, mapping=given))

    @staticmethod
    def _asked(ask: Callable[[], Any]) -> Any:
        from redis.exceptions import RedisError

        try:
            return ask()
        except RedisError as error:
            raise _unusable(f"Redis does not give the routes: {error}") from error


class FreshRoutes:
    """Routes that are read again when what was read is no longer fresh.

    One reading serves all who ask meanwhile; what is far is read in a thread, so that whatever
    else runs here goes on.

    Args:
        routes: where they are read.
        seen: what was read there before; it is no longer fresh.
        now: the clock.
    """

    def __init__(
        self,
        routes: Routes,
        *,
        seen: Mapping[str, Side] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._routes, self._now = routes, now
        self._known: tuple[float, Mapping[str, Side]] = (-math.inf, seen or {})
        self._reading: asyncio.Task[Mapping[str, Side]] | None = None

    async def side(self, task_type: str) -> Side:
        """Return the side of a type; one that nobody switched is on the control."""
        read_at, known = self._known
        if self._now() - read_at > FRESH_S:
            known = await self._read()
        return known.get(task_type, "control")

    async def _read(self) -> Mapping[str, Side]:
        if not self._routes.is_far:
            return self._keep(self._now(), self._routes.read())
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read_far())
        return await asyncio.shield(self._reading)

    async def _read_far(self) -> Mapping[str, Side]:
        began = self._now()
        return self._keep(began, await asyncio.to_thread(self._routes.read))

    def _keep(self, began: float, found: Mapping[str, Side]) -> Mapping[str, Side]:
        if self._known[1] and not found:
            # Switching a type back leaves it there: what is gone was deleted, and by whom nobody
            # knows. To go on with the control would be a guess.
            text = "the routes that were there are gone; write them again with `switchover route`"
            raise _unusable(f"{self._routes}: {text}")
        self._known = began, found
        return found


def open_routes(address: str) -> Routes:
    """Open ``redis://...``, or a file by its path.

    Raises:
        EngineError: ``ROUTES`` for an address that Redis does not know.
    """
    if not address.startswith(REDIS):
        return FileRoutes(address)
    from redis import Redis

    try:
        client = Redis.from_url(address, socket_timeout=ASK_S, socket_connect_timeout=ASK_S)
    except ValueError as error:
        raise _unusable(f"the routes' address cannot be used: {error}") from error
    return RedisRoutes(client)


def _sides(found: Any, where: str) -> Mapping[str, Side]:
    if not isinstance(found, dict):
        raise _unusable(f"{where}: must be a map of task types to sides")
    for name, side in found.items():
        if side not in SIDES:
            text = f"{where}: type {name!r} is on {side!r}; a side is control or candidate"
            raise _unusable(text)
    return found


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _unusable(text: str) -> EngineError:
    return EngineError("ROUTES", text)
