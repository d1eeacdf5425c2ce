"""Configurations and metadata in the storage: keys, life, errors."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from legacy.kit import Ids, StandIns, parts, run

from switchover.engine.config import TaskTypes
from switchover.engine.context import EngineContext
from switchover.engine.errors import EngineError
from switchover.engine.store import MemoryStorage, MemoryStore
from switchover.legacy.services.collection_normalizer import Expansion
from switchover.legacy.services.config_manager import TTL_S, ConfigManager

TYPES = TaskTypes()
NO_CHILDREN = Expansion(children=(), item_count=0, skipped_count=0)


class Clock:
    now = 0.0


def timed(ttl_s: float = TTL_S) -> tuple[ConfigManager, MemoryStorage, Clock]:
    clock = Clock()
    storage = MemoryStorage(now=lambda: clock.now)
    context = EngineContext(
        store=MemoryStore(),
        storage=storage,
        tools=StandIns(),
        dispatcher=parts().dispatcher,
        new_id=Ids(),
        now=lambda: clock.now,
    )
    return ConfigManager(context, ttl_s), storage, clock


def test_v124_configurations() -> None:
    """V124: saved and loaded; missing ones are named; deleting twice is fine."""

    async def main() -> None:
        configs, storage, _ = timed()
        await configs.save_config("x", {"id": "t", "CWD": None})
        assert await configs.config("x") == {"id": "t", "CWD": None}
        assert await storage.keys("config:") == ["config:x"]
        await configs.delete_config("x")
        await configs.delete_config("x")
        with pytest.raises(EngineError, match="x") as caught:
            await configs.config("x")
        assert caught.value.code == "CONFIG_NOT_FOUND"

    asyncio.run(main())


@pytest.mark.parametrize("ttl_s", [TTL_S, 0, -5])
def test_v124_life(ttl_s: float) -> None:
    """V124: an entry lives a day after its last use; no time, or less, is a day as well."""

    async def main() -> None:
        configs, _, clock = timed(ttl_s)
        await configs.save_config("x", {"id": "t"})
        for _ in range(3):
            clock.now += TTL_S - 1
            assert await configs.config("x")
        clock.now += TTL_S + 1
        with pytest.raises(EngineError):
            await configs.config("x")

    asyncio.run(main())


@pytest.mark.parametrize(("exec_id", "config"), [("", {"id": "t"}), ("x", None)])
def test_nothing_to_save(exec_id: str, config: dict[str, Any] | None) -> None:
    """6: an empty exec id and a missing configuration are refused."""
    with pytest.raises(EngineError) as caught:
        asyncio.run(timed()[0].save_config(exec_id, config))
    assert caught.value.code == "CONFIG_SAVE"


def prepare(parent: str, data: dict[str, Any], expansion: Expansion | None = None) -> Any:
    async def main() -> Any:
        configs, storage, _ = timed()
        await configs.prepare_children(parent, TYPES.task(data), expansion)
        (key,) = await storage.keys("metadata:")
        return key, await storage.load(key)

    return asyncio.run(main())


def test_parallel_metadata() -> None:
    """6: a parallel's metadata has its children, its strategy and its workers."""
    data = {"id": "p", "type": "parallel", "strategy": "race", "max_workers": 3}
    key, found = prepare("x1", {**data, "tasks": [{"id": "a"}], "CWD": "/c"})
    assert key == "metadata:parallel_metadata:x1"
    assert found == {
        "parent_state_id": "x1",
        "child_configs": [{"id": "a", "CWD": "/c"}],
        "strategy": "race",
        "max_workers": 3,
    }


def test_composite_metadata() -> None:
    """6: a composite waits for all with one worker, and may have no children here."""
    key, found = prepare("x1", {"id": "c", "type": "composite", "tasks": []})
    assert key == "metadata:composite_metadata:x1"
    assert (found["strategy"], found["max_workers"], found["child_configs"]) == ("wait_all", 1, [])


def test_collection_metadata_waits_for_all() -> None:
    """6, D-35: a collection's strategy is not kept; the counts are."""
    data = {"id": "c", "type": "collection", "strategy": "race", "max_workers": 5}
    expansion = Expansion(children=({"id": "a"},), item_count=1, skipped_count=2)
    key, found = prepare("x1", data, expansion)
    assert key == "metadata:collection_metadata:x1"
    assert found == {
        "parent_state_id": "x1",
        "child_configs": [{"id": "a"}],
        "strategy": "wait_all",
        "max_workers": 0,
        "item_count": 1,
        "skipped_count": 2,
        "mode": "parallel",
        "batch_size": 0,
    }


PARALLEL = {"id": "p", "type": "parallel"}


@pytest.mark.parametrize(
    ("parent", "data", "code", "names"),
    [
        ("", {**PARALLEL, "tasks": [{"id": "a"}]}, "CHILDREN_PARENT", "parent"),
        ("x", {"id": "b", "type": "basic"}, "CHILDREN_KIND", "basic"),
        ("x", {"id": "c", "type": "collection"}, "CHILDREN_KIND", "collection"),
        ("x", {**PARALLEL, "tasks": []}, "CHILDREN_EMPTY", "'p'"),
        ("x", {**PARALLEL, "tasks": [{"id": "a"}, {"type": "basic"}]}, "CHILD_ID", "index 1"),
        ("x", {**PARALLEL, "tasks": [{"id": "a", "type": "no"}]}, "CHILD_INVALID", "index 0"),
    ],
)
def test_preparation_errors(parent: str, data: dict[str, Any], code: str, names: str) -> None:
    """4.0: what is wrong with the parent or a child is said, with the child's index."""
    with pytest.raises(EngineError, match=names) as caught:
        prepare(parent, data)
    assert caught.value.code == code


def test_missing_metadata_names_its_kind() -> None:
    """6: metadata that is not there is an error that says of what."""
    with pytest.raises(EngineError, match="get parallel task metadata of 'x'") as caught:
        asyncio.run(timed()[0].metadata("parallel", "x"))
    assert caught.value.code == "METADATA_NOT_FOUND"


def test_a_run_leaves_its_keys() -> None:
    """6: every row has its configuration, every container its metadata."""
    found = run("""
id: w
tasks:
  - {id: p, type: parallel, tasks: [{id: a, type: basic, tool: echo}]}
""")
    ids = {row.task_exec_id for row in found.result.tasks}
    keys = asyncio.run(found.storage.keys(""))
    assert {key.removeprefix("config:") for key in keys if key.startswith("config:")} == ids
    parent = found.row("p").task_exec_id
    assert [key for key in keys if key.startswith("metadata:")] == [
        f"metadata:parallel_metadata:{parent}"
    ]
