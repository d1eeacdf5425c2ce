"""Sprig's functions on regular expressions.

Source: sprig 3.2.3 (regex.go).
"""

from __future__ import annotations

from .._call import Registry
from .._kinds import NilStrings, Strings
from .._patterns import (
    Match,
    Pattern,
    PatternError,
    compile_pattern,
    quote_meta,
)
from .._scope import Scope

__all__ = ["PATTERNS"]

PATTERNS = Registry()


def _compiled(scope: Scope, pattern: str) -> Pattern:
    scope.budget.charge(1 + (len(pattern) >> 3))
    return compile_pattern(pattern)


@PATTERNS.function("mustRegexMatch", "string", "string", contextual=True)
def must_regex_match(scope: Scope, pattern: str, text: str) -> bool:
    return _compiled(scope, pattern).matches(text, scope.budget.charge)


@PATTERNS.function("regexMatch", "string", "string", contextual=True)
def regex_match(scope: Scope, pattern: str, text: str) -> bool:
    """Whether the pattern matches somewhere in the text; a bad pattern matches nowhere."""
    try:
        return must_regex_match(scope, pattern, text)
    except PatternError:
        return False


@PATTERNS.function("regexFind mustRegexFind", "string", "string", contextual=True)
def regex_find(scope: Scope, pattern: str, text: str) -> str:
    return _compiled(scope, pattern).find(text, scope.budget.charge) or ""


@PATTERNS.function("regexFindAll mustRegexFindAll", "string", "string", "int", contextual=True)
def regex_find_all(scope: Scope, pattern: str, text: str, limit: int) -> Strings:
    found = _compiled(scope, pattern).find_all(text, limit, scope.budget.charge)
    return Strings(found) if found else NilStrings()


@PATTERNS.function(
    "regexReplaceAll mustRegexReplaceAll", "string", "string", "string", contextual=True
)
def regex_replace_all(scope: Scope, pattern: str, text: str, template: str) -> str:
    compiled = _compiled(scope, pattern)

    def made(data: bytes, found: Match) -> str:
        part = compiled.expand(template, data, found)
        scope.budget.text(len(part))
        scope.budget.charge(1 + (len(part) >> 6))
        return part

    return compiled.replace(text, made, scope.budget.charge)


@PATTERNS.function(
    "regexReplaceAllLiteral mustRegexReplaceAllLiteral",
    "string",
    "string",
    "string",
    contextual=True,
)
def regex_replace_literal(scope: Scope, pattern: str, text: str, literal: str) -> str:
    def made(_: bytes, __: Match) -> str:
        scope.budget.charge(1 + (len(literal) >> 6))
        return literal

    return _compiled(scope, pattern).replace(text, made, scope.budget.charge)


@PATTERNS.function("regexSplit mustRegexSplit", "string", "string", "int", contextual=True)
def regex_split(scope: Scope, pattern: str, text: str, limit: int) -> Strings:
    parts = _compiled(scope, pattern).split(text, limit, scope.budget.charge)
    return Strings(parts) if limit else NilStrings()


PATTERNS.function("regexQuoteMeta", "string")(quote_meta)
