"""Sprig's functions on versions."""

from __future__ import annotations

from .._call import Registry
from .._semver import Version, parse_constraints, parse_version, satisfies

__all__ = ["VERSIONS"]

VERSIONS = Registry()


@VERSIONS.function("semver", "string")
def semver(text: str) -> Version:
    return parse_version(text)


@VERSIONS.function("semverCompare", "string", "string")
def semver_compare(constraint: str, version: str) -> bool:
    return satisfies(parse_version(version), parse_constraints(constraint))
