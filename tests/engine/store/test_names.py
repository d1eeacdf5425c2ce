"""Every storage keeps the same keys for the same time, and no environment sees what is another's."""

import asyncio
import math

import fakeredis
import pytest
from engine.store.contract import Clock
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.engine.errors import EngineError
from switchover.engine.store import (
    DurableStorage,
    MemoryStorage,
    NamespacedStorage,
    OverlayStorage,
    RedisStorage,
    SqliteStore,
    open_storage,
    open_store,
)


class Places:
    """Storages of every kind, over one clock; each is made when it is asked for."""

    def __init__(self, folder):
        self.clock, self.folder, self.store = Clock(), folder, None

    def named(self, kind):
        plain = MemoryStorage(now=self.clock)
        if kind == "sqlite":
            self.store = SqliteStore(self.folder / "s.db")
            return DurableStorage(self.store, now=self.clock)
        if kind == "redis":
            return RedisStorage(fakeredis.FakeAsyncRedis(), namespace="test")
        if kind == "overlay":
            return OverlayStorage(plain, now=self.clock)
        inner = NamespacedStorage(plain, "staging")
        return {"memory": plain, "nested": NamespacedStorage(inner, "inner")}[kind]


KINDS = ["memory", "sqlite", "redis", "overlay", "nested"]


@pytest.fixture
def places(tmp_path):
    found = Places(tmp_path)
    yield found
    if found.store is not None:
        found.store.close()


@pytest.fixture(params=KINDS)
def storage(request, places):
    return places.named(request.param)


KEYS = [
    "k",
    " ",
    "a b",
    "ü",
    "日本",
    "e\u0301",
    "é",
    "😀",
    "\u2028",
    "config:x",
    "a:b:c",
    ":",
    "%",
    "_",
    "*",
    "?",
    "[x]",
    "\\",
    "^",
    "-",
    "'",
    '"',
    "\n",
    "x" * 2000,
    "K",
    "null",
    "0",
]
BAD = ["\0", "a\0b", "\ud800", "x\udfff"]


def test_any_key_is_a_key_of_its_own(storage, run):
    """Letters that a pattern, a query or a path would read otherwise are letters."""
    for number, key in enumerate(KEYS):
        run(storage.store(key, {"n": number}))
    assert [run(storage.load(key))["n"] for key in KEYS] == [*range(len(KEYS))]
    assert run(storage.keys("")) == sorted(KEYS)
    for key in KEYS:
        assert key in run(storage.keys(key))
        assert run(storage.keys(key)) == sorted(each for each in KEYS if each.startswith(key))
    run(storage.delete("*"))
    assert sorted(run(storage.keys(""))) == sorted(each for each in KEYS if each != "*")


@pytest.mark.parametrize("call", ["load", "delete", "exists", "store"])
def test_a_key_that_one_cannot_keep_none_takes(storage, run, call):
    """And one that was refused keeps nothing else from being stored."""
    for key in BAD:
        with pytest.raises(EngineError) as told:
            run(getattr(storage, call)(key, *([1] if call == "store" else [])))
        assert told.value.code == "STORAGE_KEY"
    run(storage.store("fine", 1))
    assert run(storage.keys("")) == ["fine"]


VALUES = [
    0,
    1,
    -1,
    2**63,
    -(2**70),
    1.5,
    -0.0,
    5e-324,
    1.7976931348623157e308,
    True,
    False,
    "",
    "x",
    "ü\u2028\0",
    [],
    {},
    [[]],
    {"": {}},
    [None],
    {"a": [1, 2.5, None, {"b": "c"}]},
    "{{ .x }}",
    "x" * 100_000,
]
NO_VALUES = [
    None,
    math.nan,
    math.inf,
    [math.nan],
    {"a": -math.inf},
    3j,
    {1.5j: 1},
    "\ud800",
    {"\ud800": 1},
    10**400,
    object,
]


def test_a_value_comes_back_as_it_was(storage, run):
    for value in VALUES:
        run(storage.store("k", value))
        found = run(storage.load("k"))
        assert (found, type(found), repr(found)) == (value, type(value), repr(value))


def test_what_is_no_plain_data_no_storage_takes(storage, run):
    """And what was there stays."""
    run(storage.store("k", "before"))
    for value in NO_VALUES:
        with pytest.raises(EngineError) as told:
            run(storage.store("k", value))
        assert told.value.code == "STORAGE_VALUE", repr(value)[:30]
    assert run(storage.load("k")) == "before"


LIVES = [
    (None, 86400),
    (0, 86400),
    (-5, 86400),
    (-math.inf, 86400),
    (math.nan, 86400),
    (0.5, 0.5),
    (10, 10),
    (86400 * 400, 86400 * 400),
]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "redis"])
@pytest.mark.parametrize(("ttl_s", "life"), LIVES, ids=str)
def test_a_value_lives_so_long(places, run, kind, ttl_s, life):
    """To the moment, and not at it."""
    storage = places.named(kind)
    run(storage.store("k", 1, ttl_s=ttl_s))
    places.clock.seconds += life * 0.999
    assert run(storage.exists("k"))
    places.clock.seconds += life * 0.0015
    assert not run(storage.exists("k"))
    assert run(storage.keys("")) == []


def test_every_storage_takes_a_life_of_any_length(storage, run):
    """One that is to live for ever, too: a server's clock has an end."""
    for ttl_s in (None, 0, -5, math.nan, 10, 1e12, 1e300, math.inf):
        run(storage.store("k", 1, ttl_s=ttl_s, owner="r"))
        run(storage.store("l", 1, ttl_s=ttl_s or 10))
        run(storage.release("r"))
        assert run(storage.load("k")) == run(storage.load("l")) == 1
        assert run(storage.keys("")) == ["k", "l"]
    run(storage.store("k", 1, ttl_s=1e-9))


@pytest.mark.parametrize("back_s", [1, 500, 1e6])
@pytest.mark.parametrize("kind", ["memory", "sqlite", "overlay", "nested"])
def test_a_clock_that_goes_back_ends_no_life(places, run, kind, back_s):
    """And lengthens it by no more than that."""
    storage = places.named(kind)
    run(storage.store("k", 1, ttl_s=10))
    places.clock.seconds -= back_s
    assert run(storage.exists("k"))
    assert run(storage.load("k")) == 1
    places.clock.seconds += back_s + 10.1
    assert not run(storage.exists("k"))


NAMES = st.text(st.sampled_from("ab:#%*[üO "), max_size=4)
CALLS = st.lists(
    st.tuples(
        st.sampled_from(["store", "own", "delete", "release"]),
        st.integers(0, 1),
        st.text(st.sampled_from("ab:#üO "), min_size=1, max_size=4),
    ),
    max_size=6,
)


@given(NAMES, NAMES, CALLS)
@settings(max_examples=50)
def test_two_environments_are_as_two_storages(one, other, calls):
    """Whatever they are called, and whatever their keys and runs are; or a name is refused."""
    for make in (
        lambda base, name: NamespacedStorage(base[0], name),
        lambda base, name: RedisStorage(base[1], namespace=name),
    ):
        asyncio.run(_as_two(one, other, calls, make))


async def _as_two(one, other, calls, make):
    base = (MemoryStorage(now=Clock()), fakeredis.FakeAsyncRedis())
    try:
        both = [make(base, name) for name in (one, other)]
    except EngineError as error:
        assert error.code == "STORAGE_NAMESPACE"
        assert any(not name or set(name) & set(":#") for name in (one, other))
        return
    if one == other:
        return
    alone = [MemoryStorage(now=Clock()), MemoryStorage(now=Clock())]
    for what, which, key in calls:
        for storage in (both[which], alone[which]):
            if what in ("store", "own"):
                await storage.store(key, key, owner="r" if what == "own" else None)
            else:
                await getattr(storage, what)(key if what == "delete" else "r")
    for storage, plain in zip(both, alone, strict=True):
        keys = await plain.keys("")
        assert await storage.keys("") == keys
        assert [await storage.load(key) for key in keys] == keys


@pytest.mark.parametrize("name", ["", "a:b", ":", "a#b", "#", "a\0", "\ud800"])
@pytest.mark.parametrize(
    "make",
    [
        lambda name: NamespacedStorage(MemoryStorage(), name),
        lambda name: RedisStorage(fakeredis.FakeAsyncRedis(), namespace=name),
    ],
    ids=["in any", "in Redis"],
)
def test_a_name_that_keeps_nothing_apart_is_refused(make, name):
    with pytest.raises(ValueError, match="name") as told:
        make(name)
    assert told.value.code == "STORAGE_NAMESPACE"
    assert not told.value.retryable


@pytest.mark.parametrize(
    "name", ["staging", "a b", "ü", "日本", "%3A", "te[s]t*", "a/b", "O'Neil", "-", "0"]
)
def test_any_other_name_does(name, run):
    base = MemoryStorage()
    storage = open_storage("", base, environment=name)
    run(storage.store("k", 1))
    assert run(storage.keys("")) == ["k"]
    assert run(base.keys("")) == [f"{name}:k"]
    assert open_storage("", base) is base


ADDRESSES = [
    ("memory:", ""), ("memory:x", "STORE_ADDRESS"), ("memory", ""), ("", "STORE_ADDRESS"), ("sqlite:", "STORE_ADDRESS"), ("SQLITE:x", "STORE_ADDRESS"), ("sqlite", "STORE_ADDRESS"),
    ("file.db", "STORE_ADDRESS"), ("mysql://x", "STORE_ADDRESS"), ("redis://x", "STORE_ADDRESS"), ("sqlite:nowhere/at/all.db", "STORE_WRITE"), (" memory:", "STORE_ADDRESS"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "code"), ADDRESSES)
def test_a_store_is_opened_by_its_address(address, code, tmp_path, monkeypatch):
    """Or it is said which there are; nothing is made for an address that is none."""
    monkeypatch.chdir(tmp_path)
    if not code:
        store, storage = open_store(address, now=Clock())
        assert asyncio.run(storage.keys("")) == []
        store.close()
    else:
        with pytest.raises(EngineError) as told:
            open_store(address, now=Clock())
        assert told.value.code == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address", ["http://x", "sqlite:x", "redis:", "://user:secret@x", "redis", "REDIS://x"]
)
def test_a_storage_that_is_none_is_refused_without_its_password(address):
    with pytest.raises(EngineError) as told:
        open_storage(address, MemoryStorage())
    assert told.value.code == "STORAGE_ADDRESS"
    assert "secret" not in str(told.value)


def test_a_value_that_is_read_as_its_run_releases_it_expires_after_all(places, run):
    """Though the disk does not know of the release yet; in that process it lived for ever."""
    run(places.named("sqlite").store("k", 1, ttl_s=10, owner="r"))
    run(places.store.flush())
    late = DurableStorage(places.store, now=places.clock)
    run(late.release("r"))
    assert run(late.load("k")) == 1
    places.clock.seconds += 11
    assert not run(late.exists("k"))
    with pytest.raises(EngineError, match="k"):
        run(late.load("k"))


def test_what_is_only_read_does_not_pile_up(places, run):
    """A storage keeps so many values at hand, whether it stored them or not."""
    writer = places.named("sqlite")
    for number in range(300):
        run(writer.store(f"k{number}", number))
    run(places.store.flush())
    reader = DurableStorage(places.store, now=places.clock, keep=16)
    assert [run(reader.load(f"k{number}")) for number in range(300)] == [*range(300)]
    assert len(reader._entries) <= 17
