"""JSON in Temporal's payloads, and how much of it one of them may hold."""

from __future__ import annotations

from typing import Final

import msgspec
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

from ..errors import EngineError
from ..plain_json import encode

__all__ = [
    "LARGEST",
    "LARGEST_ASIDE",
    "LAST",
    "STEP",
    "TOO_LARGE_CODE",
    "checked",
    "content",
    "gone",
    "raw",
]

TOO_LARGE_CODE: Final = "PAYLOAD_TOO_LARGE"

LARGEST: Final = 2 * 1024 * 1024 - 16 * 1024
"""Bytes of one payload. **Source:** Temporal's limit of 2 MiB for a blob (limit.blobSize.error),
less room for what is around it."""
LARGEST_ASIDE: Final = 256 * 1024 * 1024
"""Bytes of one payload that a store keeps. **Source:** a value of SQLite and of PostgreSQL ends at
1 GB, and one payload is in memory several times while it is written."""
GONE: Final = b"gone"
STEP: Final = b"step"
LAST: Final = b"last"


def raw(data: bytes, kind: bytes = b"") -> RawValue:
    """JSON that is written already, as a payload that people can read in a history.

    `STEP` is for what none but workers read, `LAST` for what is read after the run's end.
    """
    metadata = {"encoding": b"json/plain", **({"kind": kind} if kind else {})}
    return RawValue(Payload(metadata=metadata, data=data))


def gone(error: EngineError) -> Payload:
    """Give what stands for a payload that its store has not: whoever reads it raises the error."""
    return Payload(metadata={"encoding": b"json/plain", "kind": GONE}, data=encode(error.plain()))


def content(given: RawValue) -> bytes:
    """Give the JSON of a payload. Raises EngineError PAYLOAD_GONE where its store lost it."""
    if given.payload.metadata.get("kind") == GONE:
        raise EngineError(**msgspec.json.decode(given.payload.data))
    return given.payload.data


def checked(data: bytes, what: str, *, largest: int = LARGEST) -> bytes:
    """Return the bytes, or raise EngineError PAYLOAD_TOO_LARGE, which ends a run with its reason.

    Without it Temporal would refuse the workflow's answer, and ask for it again without end.
    """
    if len(data) <= largest:
        return data
    text = (
        f"{what} is {len(data):,} bytes; on Temporal one value may have {largest:,}"
        f"{'' if largest > LARGEST else ' without a store that worker and caller share'}."
        " Keep it in a file or a database and hand on where it is"
    )
    raise EngineError(TOO_LARGE_CODE, text, retryable=False)
