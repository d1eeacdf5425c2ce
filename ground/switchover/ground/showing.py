"""Texts that are shown: cut to a length, on one line, or with what they were meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["clip", "figures", "near", "percent", "shorten", "visible"]


def clip(text: str, most: int) -> str:
    """Cut a text to `most` characters, the last of them `…` where something is left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"[:most]


def figures(number: float, digits: int = 3) -> str:
    """Write a number with three figures, and a large one in full: 0.0123, 12.3, 12,345.

    Never with an exponent, which not everybody reads: 0.00000123.
    """
    if abs(number) >= min(1000, 10**digits) - 0.5:
        return f"{number:,.0f}"
    text = f"{number:.{digits}g}"
    if "e" not in text:
        return text
    from decimal import Decimal  # for tiny numbers only

    return format(Decimal(text), "f")


def percent(share: float) -> str:
    """Write a share in whole percent: 100 % is all of it, and 0 % nothing at all."""
    whole = round(100 * share)
    return f"{min(max(whole, 1), 99) if 0 < share < 1 else whole} %"


def shorten(value: object, most: int = 60) -> str:
    """Show a value on one line of at most `most` characters; a broken `repr` shows its type."""
    if isinstance(value, str):
        return clip(visible(" ".join(value.split())), most)
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - a user's repr may raise anything
        text = f"<{type(value).__name__}>"
    return clip(visible(" ".join(map(str.strip, text.splitlines()))), most)


def visible(text: str) -> str:
    """Write what a terminal would act on, or turn round, as an escape: a colour, a bell, a mark."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def near(word: str, known: Iterable[str]) -> str | None:
    """Name the one known word that `word` was probably meant to be."""
    import difflib  # for errors only

    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{found[0]}'?" if found else None
