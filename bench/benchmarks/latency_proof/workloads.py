"""The proof's workloads, cut into equal units of work so that an effect is a number of units.

`kind_size_effect` names a function without arguments, made on first use from source of its own, as
a candidate's module would be: `loop_1ms_p100` is the pure loop of 1 ms with 10 % more units,
`loop_1ms_base` the control, `loop_1ms_p0` its unchanged copy.
"""

import os
import socket
from collections.abc import Callable
from typing import Any

EFFECTS = {"p0": 0.0, "m50": -0.05, "p25": 0.025, "p50": 0.05, "p75": 0.075, "p100": 0.10}

# Units for about 20 µs, 1 ms and 20 ms; multiples of 40, so that 2.5 % is a whole number of units.
UNITS = {
    "loop": {"20us": 1_840, "1ms": 86_400, "20ms": 1_800_000},
    "alloc": {"20us": 120, "1ms": 9_520, "20ms": 187_200},
    "text": {"20us": 160, "1ms": 6_400, "20ms": 124_800},
    "async": {"20us": 320, "1ms": 16_800, "20ms": 335_200},
    "wait": {"1ms": 1_000, "20ms": 20_000},  # µs the server takes for one request
    "chat": {"1ms": 80},  # requests that the server answers at once
    "ping": {"20us": 40},  # the same, over a corpus of 36 calls: some ask twice
}
WAITING = frozenset({"wait", "chat", "ping"})
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
PORT_VARIABLE = "SWITCHOVER_PROOF_PORT"
_channels: list[socket.socket] = []


def __getattr__(name: str) -> Callable[[], Any]:
    kind, size, effect = name.split("_") if name.count("_") == 2 else ("", "", "")
    if kind not in UNITS:
        raise AttributeError(name)
    units = round(UNITS[kind][size] * (1 + EFFECTS.get(effect, 0.0)))
    from itertools import repeat

    namespace: dict[str, Any] = {
        "repeat": repeat,
        "connect": connect,
        "ask": ask,
        "PINGS": PINGS,
        "__name__": __name__,
    }
    exec(SOURCES[kind].format(name=name, units=units), namespace)
    return globals().setdefault(name, namespace[name])


def inputs(case: str) -> list[tuple[tuple[int, ...], dict[str, Any]]]:
    """Return the corpus of a case: one call without arguments for all but `ping`."""
    if case.startswith("ping"):
        return [((number,), {}) for number in range(PINGS)]
    return [((), {})]


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
