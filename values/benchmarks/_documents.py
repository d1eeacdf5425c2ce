"""Documents as a web shop's API would send them, and the time a call takes on them.

For the benchmarks of this room and of those above it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from time import thread_time
from typing import Any

WORDS = [
    *("order", "placed", "by", "customer", "and", "shipped", "from", "the"),
    *("warehouse", "before", "noon", "with", "express"),
]


def record(rng: random.Random, number: int) -> dict[str, Any]:
    """Make one order as a web shop's API would send it: about 900 bytes of JSON."""
    items = [
        {
            "sku": f"SKU-{rng.randrange(10**6):06}",
            "quantity": rng.randint(1, 9),
            "price": round(rng.random() * 50, 2),
            "description": " ".join(rng.choices(WORDS, k=5)),
        }
        for _ in range(3)
    ]
    return {
        "id": number,
        "uuid": f"{rng.getrandbits(128):032x}",
        "customer": {"name": rng.choice(WORDS).title(), "email": f"user{number}@example.org"},
        "created_at": f"2024-05-{rng.randint(1, 28):02}T10:00:00Z",
        "note": " ".join(rng.choices(WORDS, k=12)),
        "total": round(rng.random() * 100, 2),
        "paid": rng.random() < 0.5,
        "items": items,
        "tags": rng.choices(WORDS, k=3),
        "parent": None,
    }


def document(size: int) -> str:
    """Return JSON text of about `size` bytes."""
    rng = random.Random(7)
    orders: list[dict[str, Any]] = []
    length = 0
    while length < size:
        orders.append(record(rng, len(orders)))
        length += len(json.dumps(orders[-1]))
    return json.dumps({"orders": orders, "total": len(orders)})


def seconds(call: Callable[[], object], times: int) -> float:
    start = thread_time()
    for _ in range(times):
        call()
    return (thread_time() - start) / times
