"""Whether both sides give the same under a plan's rules, where nothing compared them before."""

from __future__ import annotations

from dataclasses import dataclass

from switchover import shadow
from switchover.bench import Answer, UnknownError, difference

__all__ = ["Ruled"]


@dataclass(frozen=True, slots=True)
class Ruled:
    """Says how two answers differ beyond what rules accept; it travels to launches."""

    rules: tuple[shadow.Rule, ...]

    def __call__(self, control: Answer | bytes, candidate: Answer | bytes) -> str:
        """Compare what was returned under the rules, and what became of the arguments without."""
        if isinstance(control, bytes) or isinstance(candidate, bytes):
            return difference(control, candidate)
        try:
            found = shadow.compare(control[0], candidate[0], rules=self.rules)
        except shadow.NotComparableError as error:
            raise UnknownError(str(error)) from error
        for each in found:
            if each.rule is None:
                return f"{each.path} differs: control {each.control}, candidate {each.candidate}"
        return difference((None, *control[1:]), (None, *candidate[1:]))
