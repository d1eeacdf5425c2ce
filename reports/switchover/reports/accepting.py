"""The rule that would accept a group of differences, as a plan writes it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from switchover.shadow import Group, Kind, Outcome, Pattern, PatternError

from .naming import plain

__all__ = ["Acceptance", "acceptances", "rule_end"]

DAYS: Final = 90
"""How long a rule that a report offers would hold: an expected difference has an end."""
NAMED: Final = 5
"""How many other groups that a rule would accept its comment names."""

_NEVER: Final = {
    Kind.TIMED_OUT: "no rule accepts that a side did not answer",
    Kind.DIED: "no rule accepts that a side ended its process",
    Kind.NOT_COMPARABLE: "no rule accepts what nothing can compare",
}


class Acceptance(NamedTuple):
    """The rule as TOML, or why there is none."""

    toml: str | None
    why_not: str = ""


def acceptances(
    groups: Sequence[Group],
    *,
    pair: str | None,
    expires: dt.date | None,
    most: int | None = None,
) -> list[Acceptance]:
    """Write, for each group of a pair, the narrowest rule that accepts all of its differences.

    A rule names a place, a kind and types; what else differs there in the same way it accepts as
    well, and then says so in a comment. Reason and owner are left to whoever takes it over.

    Args:
        groups: All groups of the pair.
        pair: The pair that rules are narrowed to; None where the plan has no other.
        expires: The day after which a rule no longer applies.
        most: For how many of the first groups; None for all.
    """
    alike: _Alike = {}
    for group in groups:
        if group.is_open:
            alike.setdefault(_place(group), {}).setdefault(group.cause, group)
    return [_acceptance(group, alike, pair, expires) for group in groups[:most]]


_Place = tuple[str, Kind, str | None, str | None]
_Alike = dict[_Place, dict[str, Group]]
"""The open groups at each place by their causes, which are all that tells them apart there."""


def _place(group: Group) -> _Place:
    return group.path, group.kind, group.control_type, group.candidate_type


def _acceptance(
    group: Group, alike: _Alike, pair: str | None, expires: dt.date | None
) -> Acceptance:
    why_not = _refused(group)
    if why_not:
        return Acceptance(None, why_not)
    name = f"{group.kind}-{group.signature}"
    fields = {
        "id": name if pair is None else f"{plain(pair)[:40]}-{name}",
        "kind": "expected",
        "path": group.path,
        "difference": str(group.kind),
        "control_type": group.control_type,
        "candidate_type": group.candidate_type,
    }
    lines = ["[[rules]]", *(f"{key} = {_text(told)}" for key, told in fields.items() if told)]
    if pair is not None:
        lines.append(f"pairs = [{_text(pair)}]")
    lines.append('reason = "TODO: why this difference is wanted"')
    lines.append('owner = "TODO: who answers for it"')
    if expires is not None:
        lines.append(f"expires = {expires.isoformat()}")
    return Acceptance("\n".join([*_wider(group, alike), *lines]))


def rule_end(started: str) -> dt.date | None:
    """Give the end of a rule that is taken from the report of a run; None without a day."""
    try:
        return dt.datetime.fromisoformat(started).date() + dt.timedelta(days=DAYS)
    except (ValueError, OverflowError):
        return None


def _refused(group: Group) -> str:
    if group.rule is not None:
        return f"the rule {group.rule} accepts it already"
    if group.kind in _NEVER:
        return _NEVER[group.kind]
    if group.outcome is Outcome.UNSTEADY:
        return "the control differs from itself: a seed or a frozen clock comes before a rule"
    told = (group.path, group.control_type or "", group.candidate_type or "")
    if "…" in group.path or not all(map(_is_writable, told)):
        return "its path is too long, or too odd, to be written as a pattern"
    try:
        Pattern(group.path)
    except PatternError:
        return "its path cannot be written as a pattern"
    return ""


def _wider(group: Group, alike: _Alike) -> list[str]:
    """Name the other open groups that the rule would accept with this one."""
    same = alike.get(_place(group), {})
    count = len(same) - (group.cause in same)
    if not count:
        return []
    others = (other for cause, other in same.items() if cause != group.cause)
    named = ", ".join(other.signature for other in islice(others, NAMED))
    more = f" and {count - NAMED} more" if count > NAMED else ""
    return [f"# accepts as well what differs there alike: {named}{more}"]


def _is_writable(text: str) -> bool:
    return not any(0xD800 <= ord(character) < 0xE000 for character in text)


def _text(value: str) -> str:
    """Write a string of TOML: as JSON does, but for the one control character JSON leaves as is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
