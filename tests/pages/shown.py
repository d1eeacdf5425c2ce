"""Whether what a page shows is what came: `...` leaves out, measured numbers need only be near."""

from __future__ import annotations

import re

NEAR = 3.0
"""How many times larger or smaller a measured number may be: another machine, another hour."""
UNIT = r"(?:%| ?(?:s|ms|µs|ns|min|KB|MB|GiB|MiB|KiB)\b)"
MEASURED = re.compile(rf"(?<![\w.])\d[\d,]*(?:\.\d+(?![\w.])|(?:\.\d+)?(?={UNIT}))")


def fits(shown: str, came: str, *, varies: bool = False) -> bool:
    """Tell whether `came` is what is shown.

    A line `...` stands for any number of lines, `...` at the end of one for its rest. With
    `varies`, numbers with a point or a unit may be another by the factor `NEAR`.
    """
    pattern, numbers = _pattern(_trimmed(shown), varies=varies)
    found = re.fullmatch(pattern, _trimmed(came), re.DOTALL)
    if found is None:
        return False
    return all(
        _near(number, came_as) for number, came_as in zip(numbers, found.groups(), strict=True)
    )


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


def _pattern(shown: str, *, varies: bool) -> tuple[str, list[str]]:
    parts, numbers = list[str](), list[str]()
    lines = shown.split("\n")
    for index, line in enumerate(lines):
        if line.strip() == "...":
            # With its own line break, so that it may stand for nothing at all.
            parts.append(r"(?:.*\n)?" if index < len(lines) - 1 else r".*")
            continue
        text = line.removesuffix("...")
        done = 0
        for number in MEASURED.finditer(text) if varies else ():
            parts.append(re.escape(text[done : number.start()]))
            parts.append(r"(\d[\d,]*(?:\.\d+)?)")
            numbers.append(number[0])
            done = number.end()
        parts.append(re.escape(text[done:]))
        parts.append(r"[^\n]*" if text != line else "")
        parts.append("\n" if index < len(lines) - 1 else "")
    pattern = "".join(parts)
    if len(lines) > 1 and lines[-1].strip() == "...":
        pattern = pattern.removesuffix("\n.*") + r"(?:\n.*)?"
    return pattern, numbers


def _near(shown: str, came: str) -> bool:
    one, other = (abs(float(text.replace(",", ""))) for text in (shown, came))
    return one == other or (min(one, other) > 0 and max(one, other) / min(one, other) <= NEAR)
