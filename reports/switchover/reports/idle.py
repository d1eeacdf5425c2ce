"""What is said of rules that did nothing: once for the whole plan, whose rules they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .records import PairRun

__all__ = ["rules_said", "rules_told"]


def rules_said(pair: PairRun) -> dict[str, str | None]:
    """Say of each rule of a pair what is to be known; None of one that was of use. By id."""
    rules = pair.shadow.rules if pair.shadow is not None else ()
    said = dict[str, str | None]()
    for rule in rules:
        said[rule.id] = None
        if rule.expired:
            said[rule.id] = (
                f"rule {rule.id} expired on {rule.expires} and was not applied ({rule.owner})"
            )
        elif rule.is_idle:
            said[rule.id] = (
                f"rule {rule.id} was never hit: the difference may be gone ({rule.owner})"
            )
    return said


def rules_told(said: Sequence[Mapping[str, str | None]]) -> Iterator[tuple[str, ...]]:
    """Share out what is said, one tuple for each pair of a plan in order. Pure.

    A rule that was of use to one pair is not idle, whatever the others say; one that did nothing
    anywhere is told with the first pair that has it.
    """
    done = {name for pair in said for name, text in pair.items() if text is None}
    for pair in said:
        yield tuple(text for name, text in pair.items() if text is not None and name not in done)
        done.update(pair)
