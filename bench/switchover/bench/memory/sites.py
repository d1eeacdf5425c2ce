"""Allocations by place, the candidate's beside the control's."""

from __future__ import annotations

from collections.abc import Sequence

from ..records import AllocationSite

__all__ = ["grown"]

_MOST = 20


def grown(
    control: Sequence[AllocationSite], candidate: Sequence[AllocationSite]
) -> tuple[AllocationSite, ...]:
    """Give the places where the candidate has more, by bytes at the peak and then by number."""
    before = {(site.where, site.function): site for site in control}
    merged = [_beside(before.get((site.where, site.function)), site) for site in candidate]
    more = [site for site in merged if max(_growth(site)) > 0]
    return tuple(sorted(more, key=_growth, reverse=True)[:_MOST])


def _beside(control: AllocationSite | None, candidate: AllocationSite) -> AllocationSite:
    return AllocationSite(
        where=candidate.where,
        function=candidate.function,
        control_bytes=control.candidate_bytes if control else 0,
        candidate_bytes=candidate.candidate_bytes,
        control_allocations=control.candidate_allocations if control else 0,
        candidate_allocations=candidate.candidate_allocations,
    )


def _growth(site: AllocationSite) -> tuple[int, int]:
    """Bytes and allocations that the candidate has more at a place."""
    return (
        site.candidate_bytes - site.control_bytes,
        site.candidate_allocations - site.control_allocations,
    )
