"""Thirty pairs in which a branch or two differ, and ten that are equal, each with its recorded inputs.

Written before the search was, and not changed to suit it.
"""

from . import equal, money, records, texts, times

DIFFERENT = {**money.PAIRS, **records.PAIRS, **texts.PAIRS, **times.PAIRS}
EQUAL = equal.PAIRS
