"""Documents say *equal* exactly where the oracle does; and they come back, by bytes and by text.

Run: python values/fuzz/documents.py [--count N] [--seed N] [--examples N]
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from _kinds import Maker  # pyright: ignore[reportMissingImports]
from _oracle import alike  # pyright: ignore[reportMissingImports]

from switchover.values import decode, encode, from_text, to_text

__all__ = ["check"]


def check(seed: int) -> None:
    """Make a value twice and once with another choice in it, and hold documents to the oracle.

    Raises:
        AssertionError: They disagree; the text names seed and choice.
    """
    maker = Maker(seed)
    value = maker.value()
    again = Maker(seed).value()
    turn = seed * 2654435761 % maker.drawn if maker.drawn else 0
    other = Maker(seed, turn).value()
    document = encode(value)
    said = f"seed {seed}, choice {turn}"
    assert encode(again) == document or _as_text(encode(again)) == _as_text(document), said
    assert alike(value, again), f"{said}: the oracle"
    _compared(document, encode(other), is_equal=alike(value, other), said=said)
    tree = decode(document)
    back = encode(tree)
    assert back == document or _as_text(back) == _as_text(document), f"{said}: decode, encode"
    if seed % 8 == 0:
        text = to_text(tree)
        assert to_text(from_text(text)) == text, f"{said}: text"
        assert _as_text(encode(from_text(text))) == text, f"{said}: text, encode"
        assert to_text(decode(document, most_s=10)) == text, f"{said}: careful"


def _as_text(document: bytes) -> str:
    """The canonical form: sets and keys are sorted in it."""
    return to_text(decode(document))


def _compared(one: bytes, other: bytes, *, is_equal: bool, said: str) -> None:
    if one == other:
        assert is_equal, f"{said}: equal bytes, but the oracle tells them apart"
    else:
        same = _as_text(one) == _as_text(other)
        assert same is is_equal, f"{said}: the oracle says {is_equal}, the documents {same}"


def by_hypothesis(examples: int) -> None:
    """Let hypothesis look for seeds and choices that disagree."""
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    slow = settings(max_examples=examples, deadline=None, database=None, derandomize=True)
    checks = settings(slow, suppress_health_check=[HealthCheck.too_slow])
    plain = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    )

    @checks
    @given(plain, plain)
    def hold(one: object, other: object) -> None:
        _compared(encode(one), encode(other), is_equal=alike(one, other), said=repr((one, other)))
        text = to_text(decode(encode(one)))
        assert _as_text(encode(from_text(text))) == text

    hold()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--examples", type=int, default=20_000)
    options = parser.parse_args()
    started, failed = time.monotonic(), 0
    for seed in range(options.seed, options.seed + options.count):
        try:
            check(seed)
        except Exception as error:  # noqa: BLE001, PERF203 - told, counted, and the rest goes on
            failed += 1
            print(f"seed {seed}: {type(error).__name__}: {error}", file=sys.stderr)
            if failed == 20:
                break
    by_hypothesis(options.examples)
    took = time.monotonic() - started
    counts = f"{options.count} seeded values, {options.examples} by hypothesis"
    print(f"{counts}, {failed} failed, {took:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
