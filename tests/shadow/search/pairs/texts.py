"""Texts: letters beyond ASCII, prefixes, separators, cutting."""

from __future__ import annotations

import re


def slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def slug_new(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower()).strip("-")


def same_user(a: str, b: str) -> bool:
    return a.casefold() == b.casefold()


def same_user_new(a: str, b: str) -> bool:
    return a.lower() == b.lower()


def host(url: str) -> str:
    for scheme in ("https://", "http://"):
        if url.startswith(scheme):
            url = url[len(scheme) :]
    return url.split("/")[0]


def host_new(url: str) -> str:
    return url.removeprefix("https://").lstrip("htp:/").split("/")[0]


def amount(text: str) -> float:
    """Read an amount in the German way: 1.234,56."""
    return float(text.replace(".", "").replace(",", "."))


def amount_new(text: str) -> float:
    whole, _, part = text.partition(",")
    return float(whole.replace(".", "", 1) + "." + (part or "0"))


def preview(text: str, width: int = 20) -> str:
    if len(text) <= width:
        return text
    return text[: width - 1] + "…"


def preview_new(text: str, width: int = 20) -> str:
    if len(text) < width:
        return text
    return text[: width - 1] + "…"


def fields(line: str) -> list[str]:
    return line.split(";")


def fields_new(line: str) -> list[str]:
    return [part for part in line.split(";") if part]


def is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]+", text))


def is_number_new(text: str) -> bool:
    return text.isdigit()


PAIRS = {
    "slug": (slug, slug_new, [(("Hello, World!",), {}), (("10 tips for Python",), {})]),
    "casefold": (same_user, same_user_new, [(("Ada", "ada"), {}), (("bob", "Bo"), {})]),
    "strip-prefix": (host, host_new, [(("https://example.org/a",), {}), (("http://blog.example.org",), {}), (("example.org/x",), {})]),
    "thousands": (amount, amount_new, [(("12,50",), {}), (("1.234,56",), {}), (("7",), {})]),
    "exact-width": (preview, preview_new, [(("short",), {}), (("a longer text that is cut somewhere",), {}), (("medium sized", 8), {})]),
    "empty-field": (fields, fields_new, [(("a;b;c",), {}), (("1;2",), {})]),
    "digits": (is_number, is_number_new, [(("123",), {}), (("12a",), {}), (("",), {})]),
}  # fmt: skip
