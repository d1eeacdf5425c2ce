"""Reading a time by a Go layout such as ``2006-01-02``.

Source: Go's time package (format.go, ``parse``), version 1.19.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from ._errors import TemplateRuntimeError
from ._times import DAYS, LAYOUT, MONTHS

__all__ = ["parse_time"]

_ZONE = re.compile(
    r"(?P<utc>UTC)|ChST|MeST|(?P<gmt>GMT(?:[+-](?:2[0-3]|[01]?\d)(?!\d))?)|[+-](?:2[0-3]|[01]?\d)(?!\d)"
    r"|(?:[A-Z]{4}T|[A-Z]{3}T|WITA|[A-Z]{3})(?![A-Z])",
    re.ASCII,
)
_SIGNED = r"[+-]?\d*"


def parse_time(layout: str, text: str, zone: tzinfo) -> datetime:
    """Read a time; without an offset it is in ``zone``.

    Raises:
        ValueError: the text does not fit the layout, or is no time.
        TemplateRuntimeError: Go can hold the time and this engine cannot: it lies outside the years
            1 to 9999, as one without a year does, or is a day and more from UTC.
    """
    return _Reader(layout, text).time(zone)


class _Reader:
    """What is still to be read of a text, and what was found."""

    def __init__(self, layout: str, text: str) -> None:
        self.text = text
        self.fields: dict[str, int] = {}
        self.half = self.zone_name = ""
        self.offset: int | None = None
        self.is_utc = False
        last = 0
        parts = list(LAYOUT.finditer(layout))
        for number, found in enumerate(parts):
            self.skip(layout[last : found.start()])
            last = found.end()
            following = parts[number + 1].group() if number + 1 < len(parts) else ""
            self.read(found.group(), fraction_follows=following[:1] in {".", ","})
        self.skip(layout[last:])
        self.demand(not self.text)

    def demand(self, fits: object) -> None:
        if not fits:
            raise ValueError("the text does not fit the layout")

    def skip(self, prefix: str) -> None:
        """Go past what the layout has literally; blanks stand for any number of them."""
        for blanks, word in re.findall(r"( *)([^ ]*)", prefix):
            if blanks:
                self.demand(not self.text or self.text[0] == " ")
                self.text = self.text.lstrip(" ")
            self.demand(self.text.startswith(word))
            self.text = self.text[len(word) :]

    def take(self, pattern: str, flags: int = 0) -> str:
        found = re.compile(pattern, re.ASCII | flags).match(self.text)
        if not found:
            raise ValueError(f"{self.text!r} does not fit the layout")
        self.text = self.text[found.end() :]
        return found.group()

    def read(self, part: str, *, fraction_follows: bool) -> None:
        if part[0] in ".,":
            self.fraction(part)
        elif "07" in part:
            self.numbered_zone(part)
        elif part in _READERS:
            _READERS[part](self, part)
        else:
            name, pattern = _NUMBERS[part]
            self.fields[name] = int(self.take(pattern))
            self.demand(part not in {"3", "03"} or self.fields[name] <= 12)
            if name == "second" and not fraction_follows and re.match(r"[.,]\d", self.text):
                self.nanoseconds(self.take(r"[.,]\d+"))

    def fraction(self, part: str) -> None:
        if part[1] == "0":
            self.nanoseconds(self.take(rf"[.,]\d{{{len(part) - 1}}}"))
        elif re.match(r"[.,][0-9]", self.text):
            self.nanoseconds(self.take(r"[.,]\d{1,9}"))

    def nanoseconds(self, digits: str) -> None:
        self.fields["micro"] = int(digits[1:7].ljust(6, "0"))

    def month(self, part: str) -> None:
        names = MONTHS if part == "January" else tuple(name[:3] for name in MONTHS)
        found = self.take("|".join(names), re.IGNORECASE)
        self.fields["month"] = [name.lower() for name in names].index(found.lower()) + 1

    def weekday(self, part: str) -> None:
        names = DAYS if part == "Monday" else [name[:3] for name in DAYS]
        self.take("|".join(names), re.IGNORECASE)

    def two_digit_year(self, _: str) -> None:
        self.demand(len(self.text) >= 2)
        digits, self.text = self.text[:2], self.text[2:]
        self.demand(re.fullmatch(_SIGNED, digits, re.ASCII))
        year = int(digits) if digits[1].isdigit() else 0
        self.fields["year"] = year + (1900 if year >= 69 else 2000)

    def long_year(self, part: str) -> None:
        self.skip(part[:-4])
        self.fields["year"] = int(self.take(r"\d{4}"))

    def noon(self, part: str) -> None:
        self.half = self.take("AM|PM" if part == "PM" else "am|pm").lower()

    def named_zone(self, _: str) -> None:
        found = _ZONE.match(self.text)
        if not found:
            raise ValueError(f"{self.text!r} is no name of a zone")
        self.text = self.text[found.end() :]
        self.is_utc = self.is_utc or bool(found["utc"])
        self.zone_name = "" if found["utc"] else found.group()

    def numbered_zone(self, part: str) -> None:
        if part in {"Z0700", "Z07", "Z07:00"} and self.text.startswith("Z"):
            self.text, self.is_utc = self.text[1:], True
            return
        pattern = r"[+-]" + re.sub("0[0-9]|00", r"\\d\\d", part[1:])
        digits = self.take(pattern).replace(":", "").ljust(7, "0")
        seconds = int(digits[1:3]) * 3600 + int(digits[3:5]) * 60 + int(digits[5:7])
        self.offset = -seconds if digits[0] == "-" else seconds

    def hour(self) -> int:
        hour = self.fields.get("hour", 0)
        if self.half == "pm" and hour < 12:
            return hour + 12
        return 0 if self.half == "am" and hour == 12 else hour

    def day(self, year: int) -> tuple[int, int]:
        """Give month and day, of which the day of the year says the same where it is told."""
        month, day = self.fields.get("month"), self.fields.get("day")
        yday = self.fields.get("yday")
        if yday is not None:
            leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
            self.demand(1 <= yday <= 365 + leap)
            found = date(2000 if leap else 2001, 1, 1) + timedelta(days=yday - 1)
            self.demand(month in {None, found.month} and day in {None, found.day})
            return found.month, found.day
        return 1 if month is None else month, 1 if day is None else day

    def time(self, zone: tzinfo) -> datetime:
        year = self.fields.get("year", 0)
        month, day = self.day(year)
        fields = self.fields
        within = year or 2000  # as the year 0, which is a leap year, and no year of Python's
        clock = fields.get("minute", 0), fields.get("second", 0), fields.get("micro", 0)
        moment = datetime(within, month, day, self.hour(), *clock, tzinfo=UTC)
        if not year:
            raise TemplateRuntimeError(
                "a time without a year lies in the year 0, and times here in the years 1 to 9999:"
                " put a year into the layout and the text"
            )
        return moment if self.is_utc else self.placed(moment, zone)

    def placed(self, moment: datetime, zone: tzinfo) -> datetime:
        """Put a time that was read as if in UTC into the zone that the text names."""
        if self.offset is not None:
            if abs(self.offset) >= 86_400:
                raise TemplateRuntimeError("the time is a day or more from UTC")
            shift = timedelta(seconds=self.offset)
            try:
                there = (moment - shift).astimezone(zone)
            except OverflowError:
                raise TemplateRuntimeError("the time leaves the years 1 to 9999") from None
            if there.utcoffset() == shift and self.zone_name in {"", there.tzname()}:
                return there
            return moment.replace(tzinfo=timezone(shift, self.zone_name))
        if not self.zone_name:
            return moment.replace(tzinfo=zone)
        for fold in (0, 1):
            there = moment.replace(tzinfo=zone, fold=fold)
            if there.tzname() == self.zone_name:
                return there
        hours = int(self.zone_name[3:]) if self.zone_name[:3] == "GMT" and self.zone_name[3:] else 0
        return moment.astimezone(timezone(timedelta(hours=hours), self.zone_name))  # as Go does


_NUMBERS: dict[str, tuple[str, str]] = {
    "1": ("month", r"\d\d?"), "01": ("month", r"\d\d"),
    "2": ("day", r"\d\d?"), "_2": ("day", r" ?\d\d?"), "02": ("day", r"\d\d"),
    "002": ("yday", r"\d{3}"), "__2": ("yday", r" {0,2}\d{1,3}"),
    "15": ("hour", r"\d\d?"), "3": ("hour", r"\d\d?"), "03": ("hour", r"\d\d"),
    "4": ("minute", r"\d\d?"), "04": ("minute", r"\d\d"),
    "5": ("second", r"\d\d?"), "05": ("second", r"\d\d"),
}  # fmt: skip
"""What a number of the layout stands for, and how it is written."""

_READERS: dict[str, Callable[[_Reader, str], None]] = {
    "January": _Reader.month, "Jan": _Reader.month,
    "Monday": _Reader.weekday, "Mon": _Reader.weekday,
    "06": _Reader.two_digit_year, "2006": _Reader.long_year, "_2006": _Reader.long_year,
    "PM": _Reader.noon, "pm": _Reader.noon, "MST": _Reader.named_zone,
}  # fmt: skip
