"""By what mappings of a document are called, so that others may speak of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any, Final

from ..changes.spoken import speaks

__all__ = ["led", "names_of", "naming_keys"]

LONGEST: Final = 40
NAMED: Final = 0.8
"""Share of the documents in which the words under a key must differ for them to be names."""
_NAME: Final = re.compile(r"[A-Za-z_][\w.-]*")


def _is_name(value: Any) -> bool:
    return type(value) is str and len(value) <= LONGEST and bool(_NAME.fullmatch(value))


def naming_keys(documents: Sequence[Sequence[dict[Any, Any]]]) -> set[Any]:
    """Give the keys that mappings are named by: words that no two mappings of a document share.

    Args:
        documents: The mappings of each.
    """
    unique, often = dict[Any, int](), dict[Any, int]()
    several = set[Any]()
    for mappings in documents:
        found: dict[Any, list[Any]] = {}
        for one in mappings:
            for key, held in one.items():
                if type(key) is str:
                    found.setdefault(key, []).append(held)
        for key, values in found.items():
            words = [held for held in values if _is_name(held)]
            if not words:
                continue
            often[key] = often.get(key, 0) + 1
            if len({*words}) == len(words):
                unique[key] = unique.get(key, 0) + 1
                if len(words) > 1:
                    several.add(key)
    return {key for key in several if unique.get(key, 0) >= NAMED * often[key]}


def names_of(mappings: Iterable[dict[Any, Any]], keys: Iterable[Any]) -> list[str]:
    """Give by what mappings are called, each name once."""
    wanted = set(keys)
    found = (held for one in mappings for key, held in one.items() if key in wanted)
    return list(dict.fromkeys(held for held in found if _is_name(held)))


def led(text: str, known: Sequence[str], names: Sequence[str], random: Random) -> str:
    """Let a text speak of names of this document where it speaks of those of another."""
    if not names or not speaks(text):
        return text
    there = [
        one
        for one in known
        if one in text and one not in names and re.search(rf"\b{re.escape(one)}\b", text)
    ]
    for one in there:
        text = re.sub(rf"\b{re.escape(one)}\b", random.choice(names), text)
    return text
