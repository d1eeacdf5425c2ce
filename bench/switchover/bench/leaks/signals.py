"""What is watched for growth, and from which slope on it counts as a leak."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["memory", "resource"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One quantity read after each batch; `floor` is the least growth per call that counts."""

    name: str
    unit: str
    kind: Kind
    floor: float = 0.02


SIGNALS: tuple[Signal, ...] = (
    Signal(name="blocks", unit="blocks", kind="memory"),
    Signal(name="heap", unit="bytes", kind="memory", floor=4.0),
    Signal(name="objects", unit="objects", kind="memory"),
    Signal(name="threads", unit="threads", kind="resource"),
    Signal(name="descriptors", unit="descriptors", kind="resource"),
    Signal(name="sockets", unit="sockets", kind="resource"),
    Signal(name="tasks", unit="tasks", kind="resource"),
    Signal(name="coroutines", unit="coroutines", kind="resource"),
    Signal(name="children", unit="processes", kind="resource"),
    Signal(name="files", unit="files", kind="resource"),
)
"""In the order of a report.

**Source:** measured, 30 series of 12 batches of 50 calls each: at 0.02 per call jitter, cycles, a
warming and a churning cache gave no alarm, and a leak of one block in ten calls was always found.
The heap's 4 bytes are half a slot of a list: it sees a list that gains an entry in every other
call, even where the entry is an object that exists anyway.
"""
