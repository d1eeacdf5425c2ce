"""What storages say of the same uses: the engine's in memory, and the orchestrators' own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from switchover.engine import EngineError
from switchover.engine.run import VirtualClock
from switchover.engine.store import MemoryStorage, Storage

__all__ = ["USES", "kept"]

Use = tuple[str, str, Any]
"""What is done, with which key, and what is stored."""

USES: Final[Mapping[str, tuple[Use, ...]]] = {
    "values of every kind": tuple(
        use
        for number, value in enumerate(
            ({"a": [1, 2.5, None, True]}, [], "", 0, False, "ä🚀", {"": {}}, 2**53, -1.5)
        )
        for use in (("store", f"k{number}", value), ("load", f"k{number}", None))
    ),
    "what is not there": (
        *(("load", "k", None), ("exists", "k", None), ("delete", "k", None)),
        *(("store", "k", 1), ("exists", "k", None), ("delete", "k", None), ("load", "k", None)),
    ),
    "keys": (
        *(("store", key, 1) for key in ("b:2", "a:1", "b:10", "b*", "b?c", "b[x]", "ß")),
        *(("keys", prefix, None) for prefix in ("", "b", "b:", "b*", "b?", "b[", "z", "ß")),
    ),
    "a value again": (
        *(("store", "k", {"n": 1}), ("store", "k", {"n": 2}), ("load", "k", None)),
        *(("delete", "k", None), ("store", "k", [3]), ("load", "k", None), ("keys", "", None)),
    ),
    "no key": tuple((doing, "", 1) for doing in ("store", "load", "exists", "delete")),
    "no value": (("store", "k", None), ("exists", "k", None)),
    "no plain data": (("store", "k", object()), ("store", "k", {1j: 2}), ("exists", "k", None)),
}


def kept(name: str, storage: Storage | None = None) -> list[Any]:
    """Use a storage and return what it answers; an error by its code."""
    clock = VirtualClock()
    return clock.run(_answers(storage or MemoryStorage(now=clock.now), USES[name]))


async def _answers(storage: Storage, uses: Iterable[Use]) -> list[Any]:
    return [await _answer(storage, *use) for use in uses]


async def _answer(storage: Storage, doing: str, key: str, value: Any) -> Any:
    try:
        if doing == "store":
            return await storage.store(key, value, ttl_s=60.0)
        return await getattr(storage, doing)(key)
    except EngineError as error:
        return {"code": error.code, "retryable": error.retryable}
