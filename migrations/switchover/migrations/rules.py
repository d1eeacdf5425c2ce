"""Rules as a plan writes them, made into the rules that a comparison applies."""

from __future__ import annotations

from typing import Any

from switchover.shadow import records, rules

from .planfile import FIELDS_OF, RuleTable

__all__ = ["build"]

KINDS: dict[str, type[rules.Rule]] = {
    "ignore": rules.Ignore,
    "tolerance": rules.Tolerate,
    "unordered": rules.Unordered,
    "normalise": rules.Normalise,
    "expected": rules.Expect,
}


def build(table: RuleTable) -> rules.Rule:
    """Make the rule that `table` describes.

    Its function stays an import string: it is imported where it runs, in the process that compares.
    """
    given = {name: getattr(table, name) for name in FIELDS_OF[table.kind]}
    fields: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if table.difference is not None:
        fields["difference"] = records.Kind(table.difference)
    return KINDS[table.kind](
        id=table.id,
        path=table.path,
        reason=table.reason,
        owner=table.owner,
        expires=table.expires,
        when=table.when,
        **fields,
    )
