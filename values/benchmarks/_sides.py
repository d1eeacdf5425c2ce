"""Two sides that do next to nothing, plain and async, and what they take without a run around them.

For the benchmarks of this room and of those above it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from time import perf_counter
from typing import Any


def control(number: int, order: dict[str, Any]) -> dict[str, Any]:
    return {"number": number, "total": order["price"] * order["quantity"], "tags": order["tags"]}


def candidate(number: int, order: dict[str, Any]) -> dict[str, Any]:
    total = order["quantity"] * order["price"]
    return {"number": number, "total": total, "tags": list(order["tags"])}


async def control_later(number: int, order: dict[str, Any]) -> dict[str, Any]:
    return control(number, order)


async def candidate_later(number: int, order: dict[str, Any]) -> dict[str, Any]:
    return candidate(number, order)


def inputs(count: int) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    for number in range(count):
        order = {"price": 2.5, "quantity": number % 7, "tags": ["new", "paid"]}
        yield (number, order), {}


def plainly(count: int) -> float:
    start = perf_counter()
    for args, kwargs in inputs(count):
        control(*args, **kwargs)
        candidate(*args, **kwargs)
    return perf_counter() - start


def plainly_later(count: int) -> float:
    async def both() -> None:
        for args, kwargs in inputs(count):
            await control_later(*args, **kwargs)
            await candidate_later(*args, **kwargs)

    start = perf_counter()
    asyncio.run(both())
    return perf_counter() - start
