"""Which keys of a mapping are told apart: all, until more than twenty of them differ alike."""

from __future__ import annotations

from typing import Final

__all__ = ["MOST_KEYS", "Folds", "Steps", "split"]

MOST_KEYS: Final = 20
"""Keys that differ alike under one mapping and are told apart; with one more, all of them fold."""
MOST_COUNTED: Final = 20_000
"""Places whose keys are counted; what comes later is not folded, and its groups are bounded."""
FOLDED: Final = ".*"

Steps = tuple[str, ...]
_Place = tuple[Steps, Steps, str]


class Folds:
    """Learns which steps of paths fold. A fold, once learned, holds for the rest of the run."""

    __slots__ = ("_counted", "_folded")

    def __init__(self) -> None:
        self._folded: set[_Place] = set()
        self._counted: dict[_Place, set[str]] = {}

    def fold(self, steps: Steps, likeness: str) -> Steps:
        """Write a path with what folds, for differences that are alike in this."""
        at = 0
        while self._folded and at < len(steps):
            if _is_key(steps[at]) and (steps[:at], steps[at + 1 :], likeness) in self._folded:
                steps = (*steps[:at], FOLDED, *steps[at + 1 :])
                at = 0  # a step before it may be known to fold with this one folded
            else:
                at += 1
        return steps

    def learn(self, steps: Steps, likeness: str) -> bool:
        """Count the keys on a folded path; True where it made one of its steps fold.

        Args:
            steps: The path.
            likeness: What is alike in differences that count as one for this.
        """
        learned = False
        for at, step in enumerate(steps):
            if not _is_key(step):
                continue
            place = steps[:at], steps[at + 1 :], likeness
            keys = self._counted.get(place)
            if keys is None:
                if len(self._counted) >= MOST_COUNTED:
                    continue
                keys = self._counted[place] = set()
            keys.add(step)
            if len(keys) > MOST_KEYS:
                self._folded.add(place)
                del self._counted[place]
                learned = True
        return learned


def _is_key(step: str) -> bool:
    return step != FOLDED and (step[0] == "." or step[:2] in ("['", '["'))


def split(path: str) -> Steps:
    """Split a rendered path into its steps: `$.rows[*]['odd key']` into four."""
    found: list[str] = []
    start = at = 0
    while at < len(path):
        opening = path[at]
        if opening in ".[{" and at > start:
            found.append(path[start:at])
            start = at
        if opening in "[{":
            at = _closing(path, at)
        at += 1
    found.append(path[start:])
    return tuple(step for step in found if step)


def _closing(path: str, at: int) -> int:
    """Return where the bracket that opens at `at` closes, quotes skipped."""
    end = "]" if path[at] == "[" else "}"
    quote = path[at + 1 : at + 2] if path[at] == "[" else ""
    at += 1
    if quote in ("'", '"'):
        at += 1
        while at < len(path) and path[at] != quote:
            at += 2 if path[at] == "\\" else 1
    found = path.find(end, at)
    return len(path) if found < 0 else found
