"""Makes template and context pairs, the same for the same seed, over all that a template can do.

Most are meant to work; about one in six is meant to fail: wrong types, absent keys, broken syntax.
What Go itself answers at random (the order of ``keys``, addresses) is not asked.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from generator import CALLS, Generator
from vocabulary import WORDS

FLOATS = [0.0, 1.0, 2.5, -0.75, 1e6, 1500000.0, 1e21, 1e-5, 0.1, 9007199254740992.0]


def context(rng: random.Random) -> dict[str, Any]:
    """One context: what tasks leave behind, and every kind of value."""
    return {
        "s": rng.choice(WORDS),
        "word": rng.choice(WORDS[:3]),
        "n": rng.choice([0, 1, 5, -3, 42, 2**40]),
        "m": rng.choice([1, 2, 7]),
        "f": rng.choice(FLOATS),
        "yes": True,
        "no": False,
        "null": None,
        "list": rng.sample([1, 2.5, "b", "a", None, True, "a", [1], {"k": "v"}], rng.randint(1, 6)),
        "names": rng.sample(["carol", "alice", "bob", "Dave", "émile"], rng.randint(1, 5)),
        "numbers": [rng.randint(-5, 9) for _ in range(rng.randint(1, 4))],
        "none": [],
        "map": {"b": rng.randint(0, 9), "a": rng.choice(WORDS), "nested": {"x": [1, {"y": "z"}]}},
        "blank": {},
        "tasks": {
            "fetch": {
                "id": "fetch",
                "status": "SUCCESS",
                "output": {"code": 200.0, "body": rng.choice(WORDS)},
            },
            "load": {"id": "load", "status": "FAILED", "output": None},
        },
        "items": [
            {"id": 1, "name": "first", "on": True},
            {"id": 2, "name": "second", "on": False},
        ],
    }


def pairs(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield that many pairs: every function in turn, then whole templates, broken ones, misses."""
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    generator = Generator(rng)
    names = list(CALLS)
    contexts = [context(rng) for _ in range(40)]
    for number in range(count):
        if number % 5 < 2:
            name = names[(number // 5 * 2 + number % 5) % len(names)]
            tail = rng.choice(["", "", " | toJson", " | typeOf"])
            text = f"{{{{ {generator.call(name, 1)}{tail} }}}}"
        else:
            text = _whole(generator, rng.random())
        yield {"template": text, "context": rng.choice(contexts)}


def _whole(generator: Generator, draw: float) -> str:
    if draw < 0.15:
        return generator.broken()
    if draw < 0.2:
        return generator.missing()
    return generator.printf() if draw < 0.35 else generator.template()
