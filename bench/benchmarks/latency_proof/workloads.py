"""The proof's workloads, cut into equal units of work so that an effect is a number of units.

`kind_size_effect` names a function without arguments, made on first use from source of its own, as
a candidate's module would be: `loop_1ms_p100` is the pure loop of 1 ms with 10 % more units,
`loop_1ms_base` the control, `loop_1ms_p0` its unchanged copy.
"""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

EFFECTS = {
    "p0": 0.0,
    "m50": -0.05,
    "p25": 0.025,
    "p50": 0.05,
    "p75": 0.075,
    "p100": 0.10,
    "p250": 0.25,
}

# Units for about 20 µs, 1 ms, 20 ms; multiples of 40, so that 2.5 % is a whole number of units.
UNITS = {
    "loop": {"20us": 1_840, "1ms": 86_400, "20ms": 1_800_000},
    "alloc": {"20us": 120, "1ms": 9_520, "20ms": 187_200},
    "text": {"20us": 160, "1ms": 6_400, "20ms": 124_800},
    "async": {"20us": 320, "1ms": 16_800, "20ms": 335_200},
    "wait": {"1ms": 1_000, "20ms": 20_000},  # µs the server takes for one request
    "chat": {"1ms": 80},  # requests that the server answers at once
    "ping": {"20us": 40},  # the same, over a corpus of 36 calls: some ask twice
}
FURTHER_UNITS = {
    "loop": {"200ms": 18_000_000, "1s": 90_000_000},
    "sleep": {"200ms": 200_000, "1s": 1_000_000},  # µs
    "cached": {"100us": 9_200},  # of a first call; the candidate answers an input that comes again
    "accepted": {"1ms": 86_400},  # a rule accepts that the candidate's answer names itself
}
ACCEPTED = frozenset({"accepted"})
WAITING = frozenset({"wait", "chat", "ping", "sleep"})
NUMBERS = 40
PINGS = 36

SOURCES = {
    "loop": """
def {name}():
    total = 0
    for _ in repeat(None, {units}):
        total += 1
    return total
""",
    "alloc": """
def {name}():
    kept = []
    for number in range({units}):
        kept.append({{"key": number, "pair": (number, number), "list": [number]}})
        if number % 64 == 0:
            kept.clear()
    return kept
""",
    "text": """
def {name}():
    words = {{}}
    for number in range({units}):
        word = "word-" + str(number % 97)
        words[word] = words.get(word, 0) + len(word.upper())
    return words
""",
    "async": """
async def leaf():
    return 1

async def {name}():
    total = 0
    for _ in repeat(None, {units}):
        total += await leaf()
    return total
""",
    "sleep": """
def {name}():
    sleep({units} / 1e6)
""",
    "cached": """
def spin(number, units):
    total = number
    for _ in repeat(None, units):
        total += 1
    return total

@(same if "{name}".endswith("_base") else lru_cache(None))
def {name}(number):
    return spin(number, {units})
""",
    "accepted": """
def {name}(number):
    total = number
    for _ in repeat(None, {units}):
        total += 1
    return {{"number": number, "by": "{name}"}}
""",
    "wait": """
def {name}():
    ask(connect(), {units})
""",
    "chat": """
def {name}():
    channel = connect()
    for _ in repeat(None, {units}):
        ask(channel, 0)
""",
    "ping": """
def {name}(*numbers):
    for number in numbers or range(PINGS):
        ask(connect(), 0)
        if number < {units} - PINGS:
            ask(connect(), 0)
""",
}

CASES = [(kind, size) for kind, sizes in UNITS.items() for size in sizes]
FURTHER = [(kind, size) for kind, sizes in FURTHER_UNITS.items() for size in sizes]
KINDS = tuple(dict.fromkeys((*UNITS, *FURTHER_UNITS)))
PORT_VARIABLE = "SWITCHOVER_PROOF_PORT"
_channels: list[socket.socket] = []


def __getattr__(name: str) -> Callable[[], Any]:
    kind, size, effect = name.split("_") if name.count("_") == 2 else ("", "", "")
    if name.startswith("corpus_"):
        return lambda: inputs(name.removeprefix("corpus_"))
    known = {**UNITS.get(kind, {}), **FURTHER_UNITS.get(kind, {})}
    if size not in known:
        raise AttributeError(name)
    units = round(known[size] * (1 + EFFECTS.get(effect, 0.0)))
    from functools import lru_cache
    from itertools import repeat
    from time import sleep

    namespace: dict[str, Any] = {
        "repeat": repeat,
        "lru_cache": lru_cache,
        "same": lambda call: call,
        "sleep": sleep,
        "connect": connect,
        "ask": ask,
        "PINGS": PINGS,
        "__name__": __name__,
    }
    exec(SOURCES[kind].format(name=name, units=units), namespace)
    return globals().setdefault(name, namespace[name])


def inputs(case: str) -> list[tuple[tuple[int, ...], dict[str, Any]]]:
    """Return the corpus of a case or its kind: one call without arguments for most."""
    if case.startswith(("cached", "accepted")):
        return [((number,), {}) for number in range(NUMBERS)]
    if case.startswith("ping"):
        return [((number,), {}) for number in range(PINGS)]
    return [((), {})]


def environment(folder: Path) -> dict[str, str]:
    """Return the variables with which a process finds these workloads."""
    return {**os.environ, "PYTHONPATH": str(folder)}


def connect() -> socket.socket:
    """Return this process's connection to the proof's echo server."""
    if not _channels:
        channel = socket.create_connection(("127.0.0.1", int(os.environ[PORT_VARIABLE])))
        channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _channels.append(channel)
    return _channels[0]


def ask(channel: socket.socket, service_us: int) -> None:
    """Ask the server for an answer that takes it so long."""
    channel.sendall(service_us.to_bytes(4, "big"))
    channel.recv(4)
