"""The walk over two values: one stack of pairs, whatever the values are made of."""

from __future__ import annotations

from typing import Any, Final

from . import arrays
from .errors import NotComparableError
from .opaque import OpaqueError, same_opaque
from .pairs import Finding, Pair, entries, fields, indexed, members
from .paths import FIELD, Path, render
from .proof import Prover
from .records import Difference, Kind
from .rulebook import Rulebook
from .rules import Ignore, Normalise, Rule, Unordered
from .scalars import ABSENT, SAME
from .sequences import by_key, in_order
from .shapes import Parts, parts_of, reader_of, unlike_parts
from .tokens import Tokens

__all__ = ["MOST", "Walk"]

MOST: Final = 100
"""Differences kept of one comparison; accepted ones beyond it are still counted."""
_PROVABLE: Final = frozenset({dict, list, tuple, set, frozenset})
_NONE: Final[frozenset[str]] = frozenset()


class Walk:
    """Walks two values once and keeps what it finds.

    Cycles end where two containers meet again, and depth needs stack space nowhere.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        prover: Prover,
        *,
        most: int = MOST,
        left_out: frozenset[str] = _NONE,
        is_small: bool = False,
    ) -> None:
        self.found: list[Difference] = []
        self.truncated = False
        self._rules = rulebook
        self._prover = prover
        self._most = most
        self._left_out = left_out
        self._is_small = is_small
        self._unaccepted = 0
        self._tokens = Tokens(prover)
        self._met: dict[tuple[int, int], tuple[Any, Any]] = {}
        self._stack: list[Pair] = []

    def run(self, control: Any, candidate: Any, root: Path) -> None:
        """Walk from the root until all is compared or too much was found.

        Raises:
            NotComparableError: At some path, nothing can say whether the values are equal.
        """
        self._stack.append((control, candidate, root, True))
        while self._stack and not self.truncated:
            a, b, path, tried = self._stack.pop()
            if a is b:
                continue
            if a is ABSENT or b is ABSENT:
                self._report(Finding(Kind.EXTRA if a is ABSENT else Kind.MISSING, path, a, b))
            elif not (tried or self._is_small) and self._is_proved(a, b):
                continue
            elif not (self._rules.is_shaping and self._is_shaped(a, b, path)):
                self._visit(a, b, path)

    def _visit(self, a: Any, b: Any, path: Path) -> None:
        cls = type(a)
        same = SAME.get(cls)
        if cls is not type(b):
            self._unlike(a, b, path)
        elif same is not None:
            if not same(a, b):
                self._report(Finding(Kind.CHANGED, path, a, b))
        elif self._is_new(a, b):
            if cls is dict:
                self._push(entries(a, b, path, self._tokens))
            elif cls is list or cls is tuple:
                self._sequence(a, b, path)
            elif arrays.is_array(cls):
                self._array(a, b, path)
            else:
                self._open(a, b, path)

    def _is_new(self, a: Any, b: Any) -> bool:
        pair = (id(a), id(b))
        if pair in self._met:
            return False
        self._met[pair] = (a, b)  # kept, so that an id stays theirs
        return True

    def _unlike(self, a: Any, b: Any, path: Path) -> None:
        """Say that the types differ, and look inside where both open the same way."""
        self._report(Finding(Kind.TYPE, path, a, b))
        if any(type(x) in SAME or arrays.is_array(type(x)) for x in (a, b)):
            return
        left, right = unlike_parts(a, b)
        if left.makeup == right.makeup and self._is_new(a, b):
            self._inside(left, right, path)

    def _open(self, a: Any, b: Any, path: Path) -> None:
        left, right = parts_of(a), parts_of(b)
        if left.is_opaque and right.is_opaque:
            try:
                same = same_opaque(a, b)
            except OpaqueError as error:
                raise NotComparableError(render(path), str(error)) from error
            if not same:
                self._report(Finding(Kind.CHANGED, path, a, b))
        else:
            self._inside(left, right, path)

    def _inside(self, left: Parts, right: Parts, path: Path) -> None:
        if left.base is not None and right.base is not None:
            self._stack.append((left.base, right.base, path, True))
        self._push(fields(left.fields or {}, right.fields or {}, path))
        if left.entries is not None and right.entries is not None:
            self._push(entries(left.entries, right.entries, path, self._tokens))
            if left.ordered and right.ordered:
                self._key_order(list(left.entries), list(right.entries), path)
        if left.items is not None and right.items is not None:
            self._sequence(left.items, right.items, path)
        if left.members is not None and right.members is not None:
            self._push(members(left.members, right.members, path, self._tokens))

    def _key_order(self, a: list[Any], b: list[Any], path: Path) -> None:
        parting = by_key(a, b, path, None, self._tokens)
        if parting and parting.finding:
            self._report(parting.finding)

    def _sequence(self, a: Any, b: Any, path: Path) -> None:
        pairs, finding = in_order(a, b, path, self._is_same, self._tokens)
        if finding:
            self._report(finding)
        self._push(pairs)

    def _array(self, a: Any, b: Any, path: Path) -> None:
        facts = (str(a.dtype), str(b.dtype), "dtype"), (str(a.shape), str(b.shape), "shape")
        unlike: list[Pair] = [(x, y, (path, FIELD, name), True) for x, y, name in facts if x != y]
        self._push(unlike)
        if not unlike and a.dtype.hasobject:
            self._stack.append((a.tolist(), b.tolist(), path, True))
        elif not unlike:
            for index, x, y in arrays.differing_cells(a, b):
                self._report(Finding(Kind.CHANGED, indexed(path, index), x, y))
                if self.truncated:
                    break

    # what a rule makes of a node

    def _is_shaped(self, a: Any, b: Any, path: Path) -> bool:
        rule = self._rules.shaping(path, self._left_out)
        if isinstance(rule, Ignore):
            self._excuse(a, b, path, rule)
            return True
        if isinstance(rule, Normalise):
            self._normalise(a, b, path, rule)
            return True
        return isinstance(rule, Unordered) and self._unordered(a, b, path, rule)

    def _excuse(self, a: Any, b: Any, path: Path, rule: Rule) -> None:
        """Accept the whole node, if it differs at all."""
        look = Walk(Rulebook(), self._prover, most=0)
        try:
            look.run(a, b, path)
        except NotComparableError:
            look.truncated = True  # what is ignored need not be comparable
        if look.truncated:
            self._accept(Finding(Kind.CHANGED, path, a, b), rule)

    def _normalise(self, a: Any, b: Any, path: Path, rule: Normalise) -> None:
        try:
            left, right = rule.function(a), rule.function(b)
        except Exception as error:
            reason = f"rule {rule.id!r}: its function raised {type(error).__name__}: {error}"
            raise NotComparableError(render(path), reason) from error
        left_out = self._left_out | {rule.id}
        most = self._most - self._unaccepted
        inner = Walk(self._rules, self._prover, most=most, left_out=left_out)
        inner.run(left, right, path)
        self.found += inner.found
        self.truncated = inner.truncated
        self._unaccepted += sum(found.rule is None for found in inner.found)
        if not inner.found and not inner.truncated:
            self._excuse(a, b, path, rule)

    def _unordered(self, a: Any, b: Any, path: Path, rule: Unordered) -> bool:
        if not (type(a) is type(b) and isinstance(a, list | tuple)):
            return False
        parting = by_key(a, b, path, rule.key, self._tokens)
        if parting is None:
            return False
        if parting.finding:
            self._accept(parting.finding, rule)
        self._push(parting.pairs)
        return True

    # plumbing

    def _is_same(self, a: Any, b: Any) -> bool:
        """True only where the two are surely equal; cheap."""
        cls = type(a)
        if a is b or cls is not type(b):
            return a is b
        same = SAME.get(cls)
        if same is not None:
            return same(a, b)
        return self._is_proved(a, b)

    def _is_proved(self, a: Any, b: Any) -> bool:
        cls = type(a)
        if cls is not type(b) or not (cls in _PROVABLE or reader_of(cls)):
            return False
        return self._prover.room > 0 and self._prover.same(a, b)

    def _push(self, pairs: list[Pair]) -> None:
        self._stack.extend(reversed(pairs))

    def _report(self, finding: Finding) -> None:
        shown = finding.shown()
        rule = self._rules.accepting(finding.path, shown, finding.control, finding.candidate)
        self._keep(shown.under(rule))

    def _accept(self, finding: Finding, rule: Rule) -> None:
        self._keep(finding.shown().under(self._rules.hit(rule)))

    def _keep(self, found: Difference) -> None:
        if found.rule is None:
            self._unaccepted += 1
            self.truncated = self._unaccepted > self._most
        if len(self.found) < 2 * MOST and not self.truncated:
            self.found.append(found)
