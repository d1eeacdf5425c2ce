"""Rules as a plan writes them, made into the rules that a comparison applies."""

from __future__ import annotations

from typing import Any

from switchover import shadow
from switchover.bench import resolve

from .planfile import FIELDS_OF, RuleTable

KINDS: dict[str, type[shadow.Rule]] = {
    "ignore": shadow.Ignore,
    "tolerance": shadow.Tolerate,
    "unordered": shadow.Unordered,
    "normalise": shadow.Normalise,
    "expected": shadow.Expect,
    "expected_raise": shadow.ExpectRaise,
}


def build(table: RuleTable) -> shadow.Rule:
    """Make the rule that `table` describes.

    Raises:
        TargetError: its function cannot be imported.
    """
    given = {name: getattr(table, name) for name in FIELDS_OF[table.kind]}
    fields: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if table.path is not None:
        fields["path"] = table.path
    if table.function is not None:
        fields["function"] = resolve(table.function).call
    if table.difference is not None:
        fields["difference"] = shadow.Kind(table.difference)
    if table.outcome is not None:
        fields["outcome"] = shadow.Outcome(table.outcome)
    common = {
        "id": table.id,
        "reason": table.reason,
        "owner": table.owner,
        "expires": table.expires,
    }
    return KINDS[table.kind](**common, **fields)
