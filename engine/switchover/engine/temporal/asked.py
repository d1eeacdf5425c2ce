"""What a workflow asks a step for, and what becomes of it: one payload each way."""

from __future__ import annotations

import msgspec
from temporalio.common import RawValue

from ..plain_json import encode
from ..store import Reach
from .payload import STEP, content, raw

__all__ = ["Asked", "Taken", "read_asked", "read_taken", "written"]


class Asked(msgspec.Struct, frozen=True, omit_defaults=True):
    """A step to take.

    Attributes:
        step: its key and the number of the attempt.
        request: as `Wire` writes it.
        reach: how much of the run's history the asking workflow has seen.
        answers: each a `ToolAnswer` to a call that the step has made so far, in order.
    """

    step: str
    request: msgspec.Raw
    reach: Reach
    answers: list[msgspec.Raw] = []


class Taken(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a step: one of these is set.

    Attributes:
        result: what it gave, or the error that it raised, as `Wire` writes it.
        due: the call of a tool that has to be made before it can go on.
        store: why its rows could not be read or written.
    """

    result: msgspec.Raw = msgspec.Raw()
    due: msgspec.Raw = msgspec.Raw()
    store: str = ""


_asked = msgspec.json.Decoder(Asked).decode
_taken = msgspec.json.Decoder(Taken).decode


def read_asked(given: RawValue) -> Asked:
    """Read what a step is asked for."""
    return _asked(content(given))


def read_taken(given: RawValue) -> Taken:
    """Read what became of a step."""
    return _taken(content(given))


def written(value: Asked | Taken) -> RawValue:
    """Write either."""
    return raw(encode(value), STEP)
