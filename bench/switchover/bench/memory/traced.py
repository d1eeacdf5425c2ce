"""What one launch of one side allocated: the value that travels back."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from ..records import AllocationSite

__all__ = ["Traced"]


class Traced(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of single calls, one for each input that fitted into the time, in their order.

    Attributes:
        peaks: Most bytes alive at once during the call, above what was alive before it.
        allocations, allocated: Number and bytes of all allocations of the call.
        stands_for: Calls that each input stands for; one each where it is empty.
        needed_s: Seconds that tracing all inputs once takes, by those that were traced.
        call_s: Seconds of an untraced call, in the mean over the inputs.
        seconds: Seconds of the whole task.
        beside_s: Seconds of the launch beside that: its start.
        resident_bytes: Growth of the resident set over `resident_calls` untraced calls.
        calls, raised, first_error: Traced calls, how many raised, and what the first of them said.
        children: Whether its calls started processes, whose memory nothing here counts.
        broken: Inputs on which a call raised: its figures are of less than a call.
        sites: Where it was allocated, with the figures on the candidate's side; on request only.
    """

    peaks: tuple[int, ...]
    allocations: tuple[int, ...]
    allocated: tuple[int, ...]
    stands_for: tuple[float, ...] = ()
    needed_s: float = 0.0
    call_s: float = 0.0
    seconds: float = 0.0
    beside_s: float = 0.0
    resident_bytes: int = 0
    resident_calls: int = 0
    calls: int = 0
    raised: int = 0
    first_error: str = ""
    children: bool = False
    broken: tuple[int, ...] = ()
    sites: tuple[AllocationSite, ...] = ()

    def without(self, broken: Collection[int]) -> Traced:
        """Leave the figures of some inputs out. Pure."""
        kept = [index for index in range(len(self.peaks)) if index not in broken]
        return msgspec.structs.replace(
            self,
            peaks=tuple(self.peaks[index] for index in kept),
            allocations=tuple(self.allocations[index] for index in kept),
            allocated=tuple(self.allocated[index] for index in kept),
            stands_for=tuple(self.stands_for[index] for index in kept if self.stands_for),
        )
