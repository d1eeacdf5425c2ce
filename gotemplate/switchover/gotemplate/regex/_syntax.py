"""From a pattern to a tree: Go's Perl-like syntax without backreferences and look-around."""

from __future__ import annotations

from dataclasses import dataclass

from ._letters import (
    CATEGORIES,
    DIGITS,
    LAST,
    PERL,
    POSIX,
    LetterSet,
    Ranges,
    complement,
)
from ._pieces import (
    Assertion,
    Choice,
    Group,
    Letters,
    PatternError,
    Piece,
    Repeat,
    Sequence,
    Syntax,
)

_MOST_REPEATS = 1000
_DEEPEST = 50
_CONTROLS = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}


@dataclass(frozen=True, slots=True)
class Flags:
    folds: bool = False
    lines: bool = False
    dot_all: bool = False
    swaps_greed: bool = False


def parse_pattern(pattern: str) -> Syntax:
    """Parse a pattern; Raises PatternError."""
    parser = _Parser(pattern)
    tree = parser.choice(Flags())
    if parser.position < len(pattern):
        raise PatternError(f"unexpected ) in the pattern {pattern!r}")
    return Syntax(tree, parser.groups + 1, parser.names)


class _Parser:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0
        self.groups = 0
        self.depth = 0
        self.names: dict[str, int] = {}

    def error(self, message: str) -> PatternError:
        return PatternError(f"error parsing regexp: {message} in {self.pattern!r}")

    def here(self) -> str:
        return self.pattern[self.position : self.position + 1]

    def take(self, text: str) -> bool:
        if self.pattern.startswith(text, self.position):
            self.position += len(text)
            return True
        return False

    def choice(self, flags: Flags) -> Piece:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.error("expression nests too deeply")
        arms = [self.sequence(flags)]
        while self.take("|"):
            arms.append(self.sequence(arms_flags(arms, flags)))
        self.depth -= 1
        return arms[0].tree if len(arms) == 1 else Choice(tuple(arm.tree for arm in arms))

    def sequence(self, flags: Flags) -> _Arm:
        parts: list[Piece] = []
        repeated = False
        while self.here() and self.here() not in "|)":
            if self.pattern.startswith("(?", self.position):
                changed = self.switch(flags)
                if changed is not None:
                    flags, repeated = changed, False
                    continue
            bounds = self.bounds()
            if bounds is None:
                parts.extend(self.atom(flags))
                repeated = False
                continue
            if not parts or repeated:
                what = "invalid nested" if repeated else "missing argument to"
                raise self.error(f"{what} repetition operator")
            greedy = not self.take("?")
            parts[-1] = Repeat(parts[-1], *bounds, greedy != flags.swaps_greed)
            repeated = True
        return _Arm(Sequence(tuple(parts)), flags)

    def bounds(self) -> tuple[int, int | None] | None:
        for mark, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(mark):
                return bounds
        if self.here() != "{":
            return None
        close = self.pattern.find("}", self.position)
        low, comma, high = self.pattern[self.position + 1 : max(close, 0)].partition(",")
        if not _is_count(low) or (high and not _is_count(high)) or close < 0:
            return None
        self.position = close + 1
        least = int(low[:6])
        most = least if not comma else int(high[:6]) if high else None
        if max(least, most or 0) > _MOST_REPEATS or (most is not None and most < least):
            raise self.error("invalid repeat count")
        return least, most

    def switch(self, flags: Flags) -> Flags | None:
        """Flags for the rest of the group, ``(?i)``; None where a group begins."""
        close = self.position + 2
        while self.pattern[close : close + 1] and self.pattern[close] in "imsU-":
            close += 1
        if self.pattern[close : close + 1] != ")":
            return None
        changed = self.flags(self.pattern[self.position + 2 : close], flags)
        self.position = close + 1
        return changed

    def flags(self, letters: str, flags: Flags) -> Flags:
        on = {"i": flags.folds, "m": flags.lines, "s": flags.dot_all, "U": flags.swaps_greed}
        names, minus, off = letters.partition("-")
        if set(letters) - set("imsU-") or "-" in off or (minus and not off) or not letters:
            raise self.error("invalid or unsupported Perl syntax")
        on |= dict.fromkeys(names, True) | dict.fromkeys(off, False)
        return Flags(on["i"], on["m"], on["s"], on["U"])

    # Atoms

    def atom(self, flags: Flags) -> list[Piece]:
        letter = self.here()
        self.position += 1
        match letter:
            case "(":
                return [self.group(flags)]
            case "[":
                return [Letters(self.letter_class(flags))]
            case ".":
                ranges = ((0, LAST),) if flags.dot_all else complement(((10, 10),))
                return [Letters(LetterSet(ranges))]
            case "^":
                return [Assertion("^m" if flags.lines else "^")]
            case "$":
                return [Assertion("$m" if flags.lines else "$")]
            case "\\":
                return self.escape(flags)
        return [_single(ord(letter), flags)]

    def group(self, flags: Flags) -> Piece:
        number = None
        if self.take("?"):
            if self.take("P<"):
                number = self.named()
            else:
                colon = self.pattern.find(":", self.position)
                letters = self.pattern[self.position : max(colon, self.position)]
                if colon < 0:
                    raise self.error("invalid or unsupported Perl syntax")
                flags = self.flags(letters, flags) if letters else flags
                self.position = colon + 1
        else:
            self.groups += 1
            number = self.groups
        part = self.choice(flags)
        if not self.take(")"):
            raise self.error("missing closing )")
        return part if number is None else Group(part, number)

    def named(self) -> int:
        close = self.pattern.find(">", self.position)
        name = self.pattern[self.position : max(close, 0)]
        if not name or not name.replace("_", "a").isalnum() or not name.isascii():
            raise self.error("invalid named capture")
        if name in self.names:
            raise self.error(f"duplicate capture name {name!r}")
        self.position = close + 1
        self.groups += 1
        self.names[name] = self.groups
        return self.groups

    def escape(self, flags: Flags) -> list[Piece]:
        letter = self.here()
        if letter == "Q":
            return self.literal(flags)
        for mark, kind in (("A", "^"), ("z", "$"), ("b", "b"), ("B", "B")):
            if letter == mark:
                self.position += 1
                return [Assertion(kind)]
        letters = self.escaped_set()
        if letters is not None:
            return [Letters(LetterSet(*letters, folds=flags.folds))]
        return [_single(self.escaped_point(), flags)]

    def literal(self, flags: Flags) -> list[Piece]:
        end = self.pattern.find("\\E", self.position)
        text = self.pattern[self.position + 1 : end if end >= 0 else None]
        self.position = end + 2 if end >= 0 else len(self.pattern)
        return [_single(ord(letter), flags) for letter in text]

    def escaped_set(self) -> tuple[Ranges, tuple[str, ...]] | None:
        r"""The letters of ``\d`` or ``\p{Lu}``; None for an escape of one letter."""
        letter = self.here()
        if letter.lower() in PERL and letter:
            self.position += 1
            ranges = PERL[letter.lower()]
            return (ranges if letter.islower() else complement(ranges)), ()
        if letter not in {"p", "P"}:
            return None
        self.position += 1
        name = self.here()
        self.position += 1
        if name == "{":
            close = self.pattern.find("}", self.position)
            if close < 0:
                raise self.error("invalid character class range")
            name, self.position = self.pattern[self.position : close], close + 1
        negated = (letter == "P") != name.startswith("^")
        name = name.removeprefix("^")
        if name == "Any":
            return (() if negated else ((0, LAST),)), ()
        if name not in CATEGORIES:
            raise self.error(f"unsupported character class \\{letter}{{{name}}}")
        return (), (f"^{name}" if negated else name,)

    def escaped_point(self) -> int:
        letter = self.here()
        self.position += 1
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        if letter == "x":
            return self.hexadecimal()
        if letter and letter in "01234567":
            return self.octal(letter)
        if not letter:
            raise self.error("trailing backslash at end of expression")
        if letter < "\x80" and not letter.isalnum():
            return ord(letter)
        raise self.error(f"invalid escape sequence \\{letter}")

    def hexadecimal(self) -> int:
        if self.take("{"):
            close = self.pattern.find("}", self.position)
            digits = self.pattern[self.position : max(close, 0)]
            self.position = close + 1
        else:
            digits = self.pattern[self.position : self.position + 2]
            self.position += 2
            if len(digits) < 2:
                digits = ""
        if not digits or len(digits) > 8 or set(digits) - set("0123456789abcdefABCDEF"):
            raise self.error("invalid escape sequence \\x")
        if int(digits, 16) > LAST:
            raise self.error("invalid escape sequence \\x")
        return int(digits, 16)

    def octal(self, first: str) -> int:
        digits = first
        if first != "0" and self.here() not in set("01234567"):
            raise self.error(f"invalid escape sequence \\{first}")
        while len(digits) < 3 and self.here() in set("01234567"):
            digits += self.here()
            self.position += 1
        return int(digits, 8)

    # Classes

    def letter_class(self, flags: Flags) -> LetterSet:
        negated = self.take("^")
        ranges: list[tuple[int, int]] = []
        categories: list[str] = []
        first = True
        while first or self.here() != "]":
            first = False
            found = self.class_set()
            if found is not None:
                ranges.extend(found[0])
                categories.extend(found[1])
                continue
            low = self.class_point()
            high = low
            if self.here() == "-" and self.pattern[self.position + 1 : self.position + 2] not in {
                "]",
                "",
            }:
                self.position += 1
                high = self.class_point()
            if high < low:
                raise self.error("invalid character class range")
            ranges.append((low, high))
        self.position += 1
        return LetterSet(tuple(ranges), tuple(categories), negated, flags.folds)

    def class_set(self) -> tuple[Ranges, tuple[str, ...]] | None:
        if self.pattern.startswith("[:", self.position):
            close = self.pattern.find(":]", self.position + 2)
            if close >= 0:
                name = self.pattern[self.position + 2 : close]
                ranges = POSIX.get(name.removeprefix("^"))
                if ranges is None:
                    raise self.error(f"invalid character class range [:{name}:]")
                self.position = close + 2
                return (complement(ranges) if name.startswith("^") else ranges), ()
        if self.here() != "\\":
            return None
        self.position += 1
        found = self.escaped_set()
        if found is None:
            self.position -= 1
        return found

    def class_point(self) -> int:
        letter = self.here()
        if not letter:
            raise self.error("missing closing ]")
        self.position += 1
        return self.escaped_point() if letter == "\\" else ord(letter)


@dataclass(frozen=True, slots=True)
class _Arm:
    tree: Sequence
    flags: Flags


def arms_flags(arms: list[_Arm], flags: Flags) -> Flags:
    """Flags switched in one arm hold in the arms after it, too."""
    return arms[-1].flags if arms else flags


def _single(point: int, flags: Flags) -> Letters:
    return Letters(LetterSet(((point, point),), folds=flags.folds))


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and (len(text) == 1 or text[0] != "0")


__all__ = ["DIGITS", "PatternError", "Syntax", "parse_pattern"]
