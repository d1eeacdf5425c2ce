"""How what a page shows is held against what came."""

from __future__ import annotations

import pytest
from pages.shown import fits

LINE = "latency: CPU time ratio 2.774 (2.626 to 2.924), 9.41 µs more, 42% of it; 15 of 200 inputs"


@pytest.mark.parametrize(
    ("shown", "came", "varies", "same"),
    [
        ("a\nb", "a\nb\n", False, True),
        ("a\nb", "a\nc", False, False),
        ("a\n...\nb", "a\nb", False, True),
        ("a\n...\nb", "a\n1\n2\nb", False, True),
        ("a\n...\nb", "a\n1\n2", False, False),
        ("a\n...", "a", False, True),
        ("a\n...", "a\nb\nc", False, True),
        ("a\n...", "ab", False, False),
        ("a: ...\nb", "a: 1 2 3\nb", False, True),
        ("a: ...\nb", "a: 1\n2\nb", False, False),
        ("...\nb", "x\nb", False, True),
        (LINE, LINE.replace("2.774", "3.1").replace("42%", "38%"), True, True),
        (LINE, LINE.replace("2.774", "3.1"), False, False),
        (LINE, LINE.replace("15 of", "16 of"), True, False),
        (LINE, LINE.replace("2.774", "12.774"), True, False),
        (LINE, LINE.replace("42%", "4%"), True, False),
        ("0.0 s", "0.4 s", True, False),
        ("(a) [b] .*", "(a) [b] .*", False, True),
    ],
)
def test_what_fits(shown: str, came: str, varies: bool, same: bool) -> None:
    """Lines are left out by `...` alone; measured numbers may be others, counted ones may not."""
    assert fits(shown, came, varies=varies) is same
