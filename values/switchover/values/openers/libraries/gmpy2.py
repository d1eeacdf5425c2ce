"""gmpy2: numbers by their digits and their precision, as written they give the same number."""

from __future__ import annotations

from typing import Any

from ...node import Node
from ..opening import opens

__all__ = ["know"]


def know(gmpy2: Any) -> None:
    """Register what opens values of gmpy2."""
    opens(gmpy2.mpz, gmpy2.xmpz)(lambda value: Node(base=int(value)))
    opens(gmpy2.mpq)(
        lambda value: Node(
            fields={"numerator": int(value.numerator), "denominator": int(value.denominator)}
        )
    )
    # How the last operation rounded (`rc`) says how a number came to be, not which it is.
    opens(gmpy2.mpfr)(lambda value: Node(base=str(value), fields={"precision": value.precision}))
    opens(gmpy2.mpc)(lambda value: Node(fields={"real": value.real, "imag": value.imag}))
    if isinstance(gmpy2.context, type):
        opens(gmpy2.context)(lambda value: Node(base=repr(value)))
