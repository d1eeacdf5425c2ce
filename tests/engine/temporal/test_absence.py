"""A wait outlives a server that goes away, as often as it comes back."""

from __future__ import annotations

import pytest
from temporalio.service import RPCError, RPCStatusCode

from switchover.engine.temporal.absence import Absence

GONE = RPCError("transport error", RPCStatusCode.UNKNOWN, b"")


@pytest.mark.parametrize(
    ("status", "is_borne"),
    [
        (RPCStatusCode.UNAVAILABLE, True), (RPCStatusCode.UNKNOWN, True),
        (RPCStatusCode.DEADLINE_EXCEEDED, True), (RPCStatusCode.CANCELLED, True),
        (RPCStatusCode.NOT_FOUND, False), (RPCStatusCode.PERMISSION_DENIED, False),
        (RPCStatusCode.INVALID_ARGUMENT, False), (RPCStatusCode.UNAUTHENTICATED, False),
    ],
)  # fmt: skip
def test_what_the_server_itself_refuses_is_not_waited_for(
    status: RPCStatusCode, is_borne: bool
) -> None:
    """Only what a server that is away cannot have meant."""
    assert Absence(10).is_borne(RPCError("", status, b""), begun=0, now=1) is is_borne


def test_patience_is_counted_from_the_moment_it_went_away() -> None:
    """An hour's wait that fails twice, each time for nine seconds, goes on; eleven end it."""
    absence = Absence(10)

    def fails(*times: tuple[float, float]) -> list[bool]:
        return [absence.is_borne(GONE, begun=begun, now=now) for begun, now in times]

    assert fails((0, 400), (400.5, 401), (408, 409)) == [True, True, True]
    assert fails((409.5, 3600), (3605, 3606), (3609, 3610), (3611, 3611.5)) == [
        True,
        True,
        True,
        False,
    ]
    absence = Absence(10)  # an answer ends the wait: the next one begins with all its patience
    assert fails((3612, 3612.5), (3622, 3622.4), (3622, 3622.6)) == [True, True, False]
