"""Redis storage, against a real server and against the fake one."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import fakeredis
import pytest
from redis.asyncio import Redis

from switchover.engine.errors import EngineError
from switchover.orchestrators.shared.storage import NamespacedStorage, RedisStorage

Story = Callable[[Any], Awaitable[None]]


def run(story: Story, make_client: Callable[[], Any]) -> None:
    """Run one story with a client of its own, and close the client."""

    async def told() -> None:
        client = make_client()
        try:
            await story(client)
        finally:
            await client.aclose()

    asyncio.run(told())


@pytest.fixture(params=["server", "fake"])
def tell(request: pytest.FixtureRequest) -> Callable[[Story], None]:
    """Run a story against each kind of server."""
    if request.param == "fake":
        fake = fakeredis.FakeServer()
        return lambda story: run(story, lambda: fakeredis.FakeAsyncRedis(server=fake))
    port = request.getfixturevalue("server").port
    return lambda story: run(story, lambda: Redis(port=port))


def test_a_value_comes_back_as_it_was(tell: Callable[[Story], None]) -> None:
    """Plain data survives the way in and out, unicode and deep nesting included."""
    value = {"id": "tâche", "with": {"list": [1, 2.5, None, True, "x"]}, "big": 2**53 - 1}

    async def story(client: Any) -> None:
        storage = RedisStorage(client, namespace="test")
        await storage.store("config:1", value)
        assert await storage.load("config:1") == value

    tell(story)


def test_reading_extends_the_life(tell: Callable[[Story], None]) -> None:
    """A value that is read goes on living; one that is not, expires."""

    async def story(client: Any) -> None:
        storage = RedisStorage(client, namespace="test")
        await storage.store("read", 1, ttl_s=0.4)
        await storage.store("unread", 1, ttl_s=0.4)
        for _ in range(4):
            await asyncio.sleep(0.15)
            assert await storage.load("read") == 1
        assert not await storage.exists("unread")
        with pytest.raises(EngineError, match="'unread'") as caught:
            await storage.load("unread")
        assert caught.value.code == "STORAGE_MISSING"

    tell(story)


def test_asking_whether_it_exists_does_not_extend_the_life(tell: Callable[[Story], None]) -> None:
    """Only reading counts as use."""

    async def story(client: Any) -> None:
        storage = RedisStorage(client, namespace="test")
        await storage.store("key", 1, ttl_s=0.3)
        await asyncio.sleep(0.2)
        assert await storage.exists("key")
        await asyncio.sleep(0.2)
        assert not await storage.exists("key")

    tell(story)


@pytest.mark.parametrize(
    ("key", "value", "code"), [("", 1, "STORAGE_KEY"), ("key", None, "STORAGE_VALUE")]
)
def test_refuses_what_cannot_be_stored(
    tell: Callable[[Story], None], key: str, value: Any, code: str
) -> None:
    """An empty key and a missing value are refused by name."""

    async def story(client: Any) -> None:
        with pytest.raises(EngineError) as caught:
            await RedisStorage(client, namespace="test").store(key, value)
        assert caught.value.code == code

    tell(story)


def test_lists_keys_literally(tell: Callable[[Story], None]) -> None:
    """A wildcard in a prefix is a letter like any other; deleted keys are gone."""

    async def story(client: Any) -> None:
        storage = RedisStorage(client, namespace="te[s]t*")
        for key in ("config:a", "config:b", "config*c", "metadata:a"):
            await storage.store(key, 1)
        await storage.delete("config:b")
        await storage.delete("never:there")
        assert await storage.keys("config:") == ["config:a"]
        assert await storage.keys("config*") == ["config*c"]

    tell(story)


def test_environments_do_not_see_each_other(tell: Callable[[Story], None]) -> None:
    """Two namespaces of one server are two storages, also when one lies in the other."""

    async def story(client: Any) -> None:
        staging = RedisStorage(client, namespace="staging")
        production = RedisStorage(client, namespace="production")
        tenant = NamespacedStorage(staging, "tenant")
        await staging.store("key", "staging")
        await tenant.store("key", "tenant")
        assert not await production.exists("key")
        assert await staging.load("key") == "staging"
        assert await tenant.load("key") == "tenant"
        assert await tenant.keys("") == ["key"]
        await tenant.delete("key")
        assert await staging.exists("key")

    tell(story)


def test_a_lost_server_is_an_error_and_its_return_is_enough(server: Any) -> None:
    """Each call during the loss says what failed; after it the same storage works, nothing lost."""

    async def story() -> None:
        url = f"redis://127.0.0.1:{server.port}/0"
        async with RedisStorage.connect(url, namespace="test") as storage:
            await storage.store("key", "before")
            server.kill()
            for call in (storage.load("key"), storage.store("key", 2), storage.keys("")):
                with pytest.raises(EngineError, match="Redis could not") as caught:
                    await call
                assert caught.value.code == "STORAGE_UNAVAILABLE"
                assert caught.value.retryable
            server.start()
            assert await storage.load("key") == "before"

    asyncio.run(story())


def test_many_readers_and_writers_share_a_client(server: Any) -> None:
    """Concurrent use beyond the number of connections waits, and loses nothing."""

    async def story() -> None:
        url = f"redis://127.0.0.1:{server.port}/0"
        async with RedisStorage.connect(url, namespace="test", connections=4) as storage:

            async def one(number: int) -> None:
                await storage.store(f"config:{number}", {"n": number})
                assert await storage.load(f"config:{number}") == {"n": number}

            await asyncio.gather(*(one(number) for number in range(200)))
            assert len(await storage.keys("config:")) == 200

    asyncio.run(story())


def test_a_namespace_needs_a_name() -> None:
    """An empty namespace would silently share everything."""
    with pytest.raises(ValueError, match="needs a name"):
        NamespacedStorage(RedisStorage(fakeredis.FakeAsyncRedis(), namespace="x"), "")
