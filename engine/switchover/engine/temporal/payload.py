"""JSON in Temporal's payloads, and how much of it one of them may hold."""

from __future__ import annotations

from typing import Final

from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

from ..errors import EngineError

__all__ = ["LARGEST", "TOO_LARGE_CODE", "checked", "raw"]

TOO_LARGE_CODE: Final = "PAYLOAD_TOO_LARGE"

LARGEST: Final = 2 * 1024 * 1024 - 16 * 1024
"""Bytes of one payload. **Source:** Temporal's limit of 2 MiB for a blob (limit.blobSize.error),
less room for what is around it."""


def raw(data: bytes) -> RawValue:
    """JSON that is written already, as a payload that people can read in a history."""
    return RawValue(Payload(metadata={"encoding": b"json/plain"}, data=data))


def checked(data: bytes, what: str) -> bytes:
    """Return the bytes, or raise EngineError PAYLOAD_TOO_LARGE, which ends a run with its reason.

    Without it Temporal would refuse the workflow's answer, and ask for it again without end.
    """
    if len(data) <= LARGEST:
        return data
    text = (
        f"{what} is {len(data):,} bytes; on Temporal one value may have {LARGEST:,}."
        " Keep it in a file or a database and hand on where it is"
    )
    raise EngineError(TOO_LARGE_CODE, text, retryable=False)
