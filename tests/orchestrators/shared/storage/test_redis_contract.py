"""Redis keeps what every storage promises: a real server and the fake one, namespaced too."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import fakeredis
import pytest
import redis
from engine.store.contract import StorageContract
from redis.asyncio import Redis

from switchover.orchestrators.shared.storage import NamespacedStorage, RedisStorage

SLACK_MS = 5000
"""How much longer a value really lives than its clock says, so that a slow machine is no flake."""


class ServerClock:
    """Time that passes when it is told to, by shortening what is left of each value's life."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._seconds = 1000.0
        self._lent: dict[bytes, int] = {}

    @property
    def seconds(self) -> float:
        return self._seconds

    @seconds.setter
    def seconds(self, now: float) -> None:
        passed_ms = round((now - self._seconds) * 1000)
        self._seconds = now
        for key in self._client.scan_iter():
            left = self._client.pttl(key)
            if left == -1:
                continue  # it does not expire
            is_as_we_left_it = key in self._lent and left <= self._lent[key]
            left -= passed_ms + (SLACK_MS if is_as_we_left_it else 0)
            if left <= 0:
                self._client.delete(key)
            else:
                self._lent[key] = left + SLACK_MS
                self._client.pexpire(key, self._lent[key])


Clients = tuple[Any, Any]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    from orchestrators.shared.storage.conftest import running

    with running(tmp_path_factory.mktemp("redis")) as server:
        yield server.port


@pytest.fixture(params=["server", "fake"])
def clients(request: pytest.FixtureRequest, run: Callable[..., Any]) -> Iterator[Clients]:
    """An asyncio client, and a plain one for the clock."""
    if request.param == "fake":
        fake = fakeredis.FakeServer()
        pair: Clients = (fakeredis.FakeAsyncRedis(server=fake), fakeredis.FakeRedis(server=fake))
    else:
        port = request.getfixturevalue("address")
        pair = Redis(port=port), redis.Redis(port=port)
        pair[1].flushall()
    yield pair
    run(pair[0].aclose())
    pair[1].close()


@pytest.fixture
def run() -> Iterator[Callable[..., Any]]:
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def clock(clients: Clients) -> ServerClock:
    return ServerClock(clients[1])


class TestRedisStorage(StorageContract):
    @pytest.fixture
    def storage(self, clients: Clients) -> RedisStorage:
        return RedisStorage(clients[0], namespace="test")


class TestNamespacedRedisStorage(StorageContract):
    @pytest.fixture
    def storage(self, clients: Clients) -> NamespacedStorage:
        return NamespacedStorage(RedisStorage(clients[0], namespace="test"), "staging")


def test_nobody_listens() -> None:
    """Without a server, the error says that it could not be reached."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    async def ask() -> None:
        async with RedisStorage.connect(f"redis://127.0.0.1:{port}", namespace="test") as storage:
            await storage.load("k")

    with pytest.raises(Exception, match="reachable") as caught:
        asyncio.run(ask())
    assert caught.value.code == "STORAGE_UNAVAILABLE"
