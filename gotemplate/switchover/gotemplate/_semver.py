"""Versions and the constraints on them.

Source: semver.org 2.0.0 as Masterminds' semver 3.2 reads it: parts may be missing, a leading ``v``
is allowed, and a pre-release satisfies only a constraint that names one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ._kinds import Stringer

__all__ = ["Version", "parse_constraints", "parse_version", "satisfies"]

_NAMES = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_EXTRA = rf"(?:-(?P<pre>{_NAMES}))?(?:\+(?P<build>{_NAMES}))?"
_VERSION = re.compile(rf"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?{_EXTRA}")
_PLAIN_EXTRA = re.sub(r"\?P<\w+>", "?:", _EXTRA)
_WILD = rf"v?[0-9|xX*]+(?:\.[0-9|xX*]+)?(?:\.[0-9|xX*]+)?{_PLAIN_EXTRA}"
_OPERATORS = r"=||!=|>|<|>=|=>|<=|=<|~|~>|\^"
_ONE = re.compile(rf"(?P<op>!=|>=|=>|<=|=<|~>|=|>|<|~|\^|)\s*(?P<version>{_WILD})")
_ALL = re.compile(
    rf"\s*(?:{_OPERATORS})\s*(?:{_WILD})\s*(?:(?:\s+|,\s*)(?:{_OPERATORS})\s*(?:{_WILD})\s*)*"
)
_RANGE = re.compile(rf"\s*({_WILD})\s+-\s+({_WILD})\s*")
_PARTS = re.compile(
    rf"v?(?P<major>[0-9|xX*]+)(?:\.(?P<minor>[0-9|xX*]+))?(?:\.(?P<patch>[0-9|xX*]+))?{_EXTRA}"
)


@dataclass(frozen=True, slots=True, eq=False)
class Version(Stringer):
    major: int
    minor: int
    patch: int
    pre: str = ""
    build: str = ""

    go_type = "*semver.Version"

    def __str__(self) -> str:
        text = f"{self.major}.{self.minor}.{self.patch}"
        return (
            text + (f"-{self.pre}" if self.pre else "") + (f"+{self.build}" if self.build else "")
        )


def parse_version(text: str) -> Version:
    """Read a version such as ``v1.2-beta.1``; Raises ValueError."""
    found = _VERSION.fullmatch(text)
    if not found:
        raise ValueError(f"Invalid Semantic Version: {text!r}")
    major, minor, patch = (_number(part or "0") for part in found.groups()[:3])
    for part in (found["pre"] or "").split("."):
        if part.isdigit() and len(part) > 1 and part[0] == "0":
            raise ValueError(f"Version segment starts with 0: {text!r}")
    return Version(major, minor, patch, found["pre"] or "", found["build"] or "")


def _number(text: str) -> int:
    if len(text) > 20 or int(text) >= 2**64:
        raise ValueError(f"Error parsing version segment: {text[:40]!r}")
    return int(text)


def compare(left: Version, right: Version) -> int:
    """-1, 0 or 1; builds do not count."""
    ours = (left.major, left.minor, left.patch)
    theirs = (right.major, right.minor, right.patch)
    if ours != theirs:
        return 1 if ours > theirs else -1
    if left.pre == right.pre:
        return 0
    if not left.pre or not right.pre:
        return -1 if left.pre else 1
    return _compare_pre(left.pre, right.pre)


def _compare_pre(left: str, right: str) -> int:
    """Numbers before texts, fewer parts before more."""
    ours, theirs = (
        [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in text.split(".")]
        for text in (left, right)
    )
    return (ours > theirs) - (ours < theirs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """One condition; ``known`` is how many parts were given as numbers: 3 for an exact version."""

    operator: str
    version: Version
    known: int

    def allows(self, version: Version) -> bool:
        exactly_not = self.operator == "!=" and self.known == 3
        if version.pre and not self.version.pre and not exactly_not:
            return False
        return _CHECKS[self.operator](version, self)


def parse_constraints(text: str) -> list[list[Constraint]]:
    """Read a constraint such as ``>= 1.2, < 2 || ^3``: any of the lists, all of a list."""
    return [_conditions(part) for part in _RANGE.sub(r">= \1, <= \2", text).split("||")]


def _conditions(text: str) -> list[Constraint]:
    if not _ALL.fullmatch(text):
        raise ValueError(f"improper constraint: {text!r}")
    found = _ONE.finditer(text)
    conditions = [_constraint(match["op"], match["version"]) for match in found]
    if not conditions:
        raise ValueError(f"improper constraint: {text!r}")
    return conditions


def _constraint(operator: str, text: str) -> Constraint:
    found = _PARTS.fullmatch(text)
    if not found:
        raise ValueError(f"improper constraint: {text!r}")
    numbers: list[int] = []
    for name in ("major", "minor", "patch"):
        part = found[name]
        if not part or part in {"x", "X", "*"}:
            break
        if not part.isdigit():
            raise ValueError(f"constraint Parser Error: {text!r}")
        numbers.append(_number(part))
    known = len(numbers)
    major, minor, patch = [*numbers, 0, 0, 0][:3]
    version = Version(major, minor, patch, found["pre"] or "")
    return Constraint(operator=operator, version=version, known=known)


def satisfies(version: Version, constraints: list[list[Constraint]]) -> bool:
    return any(all(one.allows(version) for one in conditions) for conditions in constraints)


def _not_equal(version: Version, wanted: Constraint) -> bool:
    ours = (version.major, version.minor, version.patch)
    theirs = (wanted.version.major, wanted.version.minor, wanted.version.patch)
    if wanted.known == 3:
        return compare(version, wanted.version) != 0
    if wanted.known < 2:
        return version.major != wanted.version.major
    if ours[:2] != theirs[:2]:
        return True
    return bool(version.pre or wanted.version.pre) and version.pre != wanted.version.pre


def _greater(version: Version, wanted: Constraint) -> bool:
    if wanted.known == 3:
        return compare(version, wanted.version) > 0
    ours = (version.major, version.minor)
    theirs = (wanted.version.major, wanted.version.minor)
    return ours[0] > theirs[0] or (wanted.known == 2 and ours > theirs)


def _at_most(version: Version, wanted: Constraint) -> bool:
    if wanted.known == 3:
        return compare(version, wanted.version) <= 0
    if version.major != wanted.version.major:
        return version.major < wanted.version.major
    return wanted.known < 2 or version.minor <= wanted.version.minor


def _tilde(version: Version, wanted: Constraint) -> bool:
    bound = wanted.version
    if compare(version, bound) < 0:
        return False
    if (bound.major, bound.minor, bound.patch) == (0, 0, 0) and wanted.known not in {1, 2}:
        return True
    if version.major != bound.major:
        return False
    return version.minor == bound.minor or wanted.known == 1


def _caret(version: Version, wanted: Constraint) -> bool:
    bound = wanted.version
    if compare(version, bound) < 0:
        return False
    if bound.major or wanted.known == 1:
        return version.major == bound.major
    if version.major:
        return False
    if bound.minor or wanted.known == 2:
        return version.minor == bound.minor
    return not version.minor and version.patch == bound.patch


def _exact(version: Version, wanted: Constraint) -> bool:
    return compare(version, wanted.version) == 0 if wanted.known == 3 else _tilde(version, wanted)


_CHECKS: dict[str, Callable[[Version, Constraint], bool]] = {
    "": _exact,
    "=": _exact,
    "!=": _not_equal,
    ">": _greater,
    "<": lambda version, wanted: compare(version, wanted.version) < 0,
    ">=": lambda version, wanted: compare(version, wanted.version) >= 0,
    "=>": lambda version, wanted: compare(version, wanted.version) >= 0,
    "<=": _at_most,
    "=<": _at_most,
    "~": _tilde,
    "~>": _tilde,
    "^": _caret,
}
