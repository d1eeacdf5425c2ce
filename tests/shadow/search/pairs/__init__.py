"""Pairs in which a branch or two differ, and pairs that are equal, each with its recorded inputs.

`DIFFERENT` and `EQUAL` are the thirty and the ten of the proof, written before the search was, and not
changed to suit it. `SETS` has two more: `second` and `third` were written later by somebody who had not
read the search, and the third was never used to mend it.
"""

from . import equal, fifth, fourth, money, records, second, sixth, texts, third, times

DIFFERENT = {**money.PAIRS, **records.PAIRS, **texts.PAIRS, **times.PAIRS}
EQUAL = equal.PAIRS
SETS = {
    "first": (DIFFERENT, EQUAL),
    "second": (second.DIFFERENT, second.EQUAL),
    "third": (third.DIFFERENT, third.EQUAL),
    "fourth": (fourth.DIFFERENT, fourth.EQUAL),
    "fifth": (fifth.DIFFERENT, fifth.EQUAL),
    "sixth": (sixth.DIFFERENT, sixth.EQUAL),
}
