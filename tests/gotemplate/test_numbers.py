"""Numbers are written and read as Go does it, which an exact value can be read back from."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.gotemplate import TemplateEngine
from switchover.gotemplate._urls import parse_url, url_text

ENGINE = TemplateEngine()
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
INT64 = st.integers(-(2**63), 2**63 - 1)
quick = settings(max_examples=25)


def printed(layout: str, value: Any) -> str:
    return ENGINE.render_text("{{ printf .layout .x }}", {"layout": layout, "x": value})


@given(FLOATS)
@quick
def test_a_float_can_be_read_back_from_what_is_written(value: float) -> None:
    """From the shortest digits, from hexadecimal ones, and from a whole number times a power of 2."""
    assert float(printed("%v", value)) == value
    assert float(printed("%g", value)) == value
    assert float.fromhex(printed("%x", value)) == value
    mantissa, _, power = printed("%b", value).partition("p")
    assert float(int(mantissa) * Fraction(2) ** int(power)) == value
    assert math.copysign(1.0, float(printed("%v", value))) == math.copysign(1.0, value)


@given(FLOATS, st.integers(0, 20))
@quick
def test_digits_that_are_asked_for_are_those_of_the_exact_value(value: float, digits: int) -> None:
    """Rounded to even, as C does; an exponent has two digits at least."""
    assert printed(f"%.{digits}e", value) == f"{value:.{digits}e}"
    assert printed(f"%.{digits}E", value) == f"{value:.{digits}E}"
    if abs(value) < 1e30:
        assert printed(f"%.{digits}f", value) == f"{value:.{digits}f}"


@given(INT64, st.integers(0, 30))
@quick
def test_whole_numbers_are_written_to_every_base_and_width(value: int, width: int) -> None:
    """With a sign where one is asked for, and filled up on either side."""
    for verb in "dxXob":
        assert printed(f"%{verb}", value) == format(value, verb)
    assert printed(f"%{width}d|", value) == f"{value:{width}d}|" if width else True
    assert printed(f"%-{width}d|", value) == f"{value:<{width}d}|" if width else True
    assert printed("%+d", value) == f"{value:+d}"
    assert printed(f"%0{width}d", value) == (f"{value:0{width}d}" if width else str(value))


@given(INT64)
@quick
def test_a_literal_of_any_base_is_its_number(value: int) -> None:
    """With underscores, and a sign before the base; Go takes a negative `-0x1e` for a float."""
    sign, size = "-" if value < 0 else "", abs(value)
    literals = [str(value), f"{size:#x}"[: None if value >= 0 else 0], f"{sign}{size:#o}"]
    literals += [f"{sign}{size:#b}", f"{sign}{size:_}"]
    for literal in filter(None, literals):
        assert ENGINE.render_text(f"{{{{ {literal} }}}}", {}) == str(value)


@given(FLOATS)
@quick
def test_a_literal_float_is_its_number(value: float) -> None:
    """Written as Python writes it, or in hexadecimal with an exponent to 2."""
    assert float(ENGINE.render_text(f"{{{{ {value!r} }}}}", {})) == value
    assert float(ENGINE.render_text(f"{{{{ {value.hex()} }}}}", {})) == value


@given(st.text("ab:/?#@[]%41.é &=", max_size=14))
@settings(max_examples=40)
def test_an_address_that_was_put_together_is_taken_apart_alike(text: str) -> None:
    """Whatever can be read: the parts stay, the text may have other escapes."""
    try:
        read = parse_url(text)
    except ValueError:
        return
    again = parse_url(url_text(read))
    parts = ("scheme", "opaque", "user", "host", "query", "fragment")
    assert [getattr(again, part) for part in parts] == [getattr(read, part) for part in parts]
    assert url_text(again) == url_text(read)


@pytest.mark.parametrize(
    ("address", "hostname"),
    [
        ("http://a.b:80/x", "a.b"),
        ("http://[::1]:80/", "::1"),
        ("http://u:p@h/", "h"),
        ("//h", "h"),
        ("/x", ""),
    ],
)
def test_the_name_of_a_host_has_no_port(address: str, hostname: str) -> None:
    """Nor the brackets of an address of version 6, nor who asks."""
    assert parse_url(address).hostname == hostname
