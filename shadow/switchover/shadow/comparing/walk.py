"""The walk over two trees: one stack of pairs, whatever the values are made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from switchover.values import Node, differing_cells, encode, is_array

from ..records import Difference, Kind
from ..rules import Ignore, Normalise, Reported, Rule, Rulebook, RuleFailedError, Unordered
from ..rules.paths import FIELD, Path, render
from . import arrays
from .anatomy import CHANGED, VALUE, alike, is_row, opened, parted
from .pairs import Finding, Pair, entries, fields, indexed, members
from .scalars import ABSENT, SAME, same_types
from .sequences import by_key, in_order
from .tokens import Tokens

__all__ = ["MOST", "Blind", "Walk"]

MOST: Final = 100
"""Differences kept of one comparison that no rule accepts; with one more the walk ends."""
MOST_ACCEPTED: Final = 100
"""Accepted ones that are kept beside these; all of them are counted."""
MOST_BLIND: Final = 10
_NONE: Final[frozenset[str]] = frozenset()


class Blind(NamedTuple):
    """A place where nothing can say whether the values are equal."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class Walk:
    """Walks two trees once and keeps what it finds.

    Cycles end where two containers meet again, and depth needs stack space nowhere.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        *,
        most: int = MOST,
        left_out: frozenset[str] = _NONE,
    ) -> None:
        self.found: list[Difference] = []
        self.blind: list[Blind] = []
        self.truncated = False
        self._rules = rulebook
        self._most = most
        self._left_out = left_out
        self._unaccepted = 0
        self._accepted = 0
        self._tokens = Tokens()
        self._met: dict[tuple[int, int], tuple[Any, Any, list[Path]]] = {}
        self._standings = rulebook.standings()
        self._stack: list[Pair] = []

    def run(self, control: Any, candidate: Any, root: Path) -> None:
        """Walk from the root until all is compared or too much was found."""
        self._stack.append((control, candidate, root))
        while self._stack and not self.truncated:
            a, b, path = self._stack.pop()
            if type(a) is Node or type(b) is Node:
                a, b = self.errors(a, b, path)
            if a is ABSENT or b is ABSENT:
                self.report(Finding(Kind.EXTRA if a is ABSENT else Kind.MISSING, path, a, b))
            elif not (self._rules.is_shaping and self._is_shaped(a, b, path)):
                self._visit(a, b, path)

    def errors(self, a: Any, b: Any, path: Path) -> tuple[Any, Any]:
        """Compare the errors that streams ended with, whatever a rule makes of the streams.

        An error is no difference of values. Return what is left of both.
        """
        (mine, left), (theirs, right) = parted(a), parted(b)
        if mine is ABSENT and theirs is ABSENT:
            return a, b
        from .failures import told  # which walks through both errors

        states = tuple("returned" if error is ABSENT else "raised" for error in (mine, theirs))
        one, other = left if mine is ABSENT else mine, right if theirs is ABSENT else theirs
        finding, blind = told(one, other, states, (path, FIELD, "raised"))
        self.blind += blind
        if finding is not None:
            self.report(finding)
        return left, right

    def _visit(self, a: Any, b: Any, path: Path) -> None:
        cls = type(a)
        same = SAME.get(cls)
        if cls is not type(b) or (cls is Node and a.type != b.type):
            self._unlike(a, b, path)
        elif same is not None:
            if not same(a, b):
                self.report(Finding(Kind.CHANGED, path, a, b))
        elif self._is_new(a, b, path):
            if cls is dict:
                self._push(entries(a, b, path, self._tokens))
            elif cls is list or cls is tuple:
                self._sequence(a, b, path)
            elif cls is Node:
                self._node(a, b, path)
            else:
                self._push(members(a, b, path, self._tokens))

    def _is_new(self, a: Any, b: Any, path: Path) -> bool:
        """Say whether two containers are still to be compared at a path.

        They are not where they met above it, nor where no rule says otherwise than at a place at
        which they met.
        """
        pair = (id(a), id(b))
        met = self._met.get(pair)
        if met is None:
            self._met[pair] = (a, b, [path])  # kept, so that an id stays theirs
            return True
        places = met[2]
        if self._standings is None or self._standings.is_among(path, places):
            return False
        places.append(path)
        return True

    def _node(self, a: Node, b: Node, path: Path) -> None:
        if a.opaque is not None or b.opaque is not None:
            self._cannot_see(a, b, path)
        elif is_array(a) and is_array(b):
            self._cells(a, b, path)
        elif arrays.is_objects(a) and arrays.is_objects(b):
            self._objects(a, b, path)
        else:
            a, b = opened(a), opened(b)
            self._base(a, b, path)
            self._push(fields(a.fields or {}, b.fields or {}, path))
            if is_row(a) and is_row(b):
                self._order(a.fields or (), b.fields or (), path)
            self._contents(a, b, path)

    def _cannot_see(self, a: Node, b: Node, path: Path) -> None:
        if len(self.blind) < MOST_BLIND:
            reason = a.opaque or b.opaque or ""
            self.blind.append(Blind(render(path), reason))

    def _base(self, a: Node, b: Node, path: Path) -> None:
        """Compare the built-in value under both; a scalar is shown as the whole value."""
        x, y = a.base, b.base
        same = SAME.get(type(x))
        if type(x) is not type(y) or (same is not None and not same(x, y)):
            self.report(Finding(Kind.CHANGED, path, a, b))
        elif same is None:
            self._stack.append((x, y, path))

    def _contents(self, a: Node, b: Node, path: Path) -> None:
        shapes = [
            [part is None for part in (one.items, one.entries, one.members)] for one in (a, b)
        ]
        if shapes[0] != shapes[1]:
            self.report(Finding(Kind.CHANGED, path, a, b))
            return
        if a.entries is not None and b.entries is not None:
            self._push(entries(a.entries, b.entries, path, self._tokens))
            differs = (a.ordered or b.ordered) and self._order(a.entries, b.entries, path)
            if a.ordered != b.ordered and not differs:  # views of a dict and of an OrderedDict
                self.report(Finding(Kind.CHANGED, path, a, b))
        if a.items is not None and b.items is not None:
            self._sequence(a.items, b.items, path)
        if a.members is not None and b.members is not None:
            self._push(members(a.members, b.members, path, self._tokens))

    def _unlike(self, a: Any, b: Any, path: Path) -> None:
        """Say that the types differ, and look inside wherever both open to each other."""
        contents = alike(a, b)
        self.report(Finding(Kind.TYPE, path, a, b, not_compared=contents is None))
        if not contents or not self._is_new(a, b, path):
            return
        for how, x, y in contents:
            if how == CHANGED:
                self.report(Finding(Kind.CHANGED, path, x, y))
            elif how == VALUE:
                self._stack.append((x, y, path))
            elif how == "items":
                self._sequence(x, y, path)
            elif how == "order":
                self._order(x, y, path)
            elif how == "entries":
                self._push(entries(x, y, path, self._tokens))
            else:
                self._push(members(x, y, path, self._tokens))

    def _order(self, a: Iterable[Any], b: Iterable[Any], path: Path) -> bool:
        """Compare the order of names; True where it differs."""
        parting = by_key([*a], [*b], path, None, self._tokens)
        if parting is None or parting.finding is None:
            return False
        self.report(parting.finding)
        return True

    def _sequence(self, a: Any, b: Any, path: Path) -> None:
        pairs, finding = in_order(a, b, path, self._is_same, self._tokens)
        if finding:
            self.report(finding)
        self._push(pairs)

    def _cells(self, a: Node, b: Node, path: Path) -> None:
        """Compare arrays whose cells are plain."""
        if self._are_laid_out_alike(a, b, path):
            for index, x, y in differing_cells(a, b):
                self.report(Finding(Kind.CHANGED, indexed(path, index), x, y))
                if self.truncated:
                    break

    def _objects(self, a: Node, b: Node, path: Path) -> None:
        """Compare arrays whose cells have parts of their own."""
        if self._are_laid_out_alike(a, b, path):
            pairs = enumerate(zip(a.items or (), b.items or (), strict=False))
            self._push([(x, y, indexed(path, arrays.index(a, at))) for at, (x, y) in pairs])

    def _are_laid_out_alike(self, a: Node, b: Node, path: Path) -> bool:
        left, right = a.fields or {}, b.fields or {}
        unlike = [name for name in arrays.LAYOUT if left.get(name) != right.get(name)]
        for name in unlike:
            at = (path, FIELD, name)
            self.report(Finding(Kind.CHANGED, at, left.get(name, ABSENT), right.get(name, ABSENT)))
        self._push(fields(arrays.beside(a), arrays.beside(b), path))
        return not unlike

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
        """Accept the whole node, if it differs at all; what is ignored need not be comparable."""
        look = Walk(Rulebook(), most=0)
        look.run(a, b, path)
        if look.truncated or look.blind:
            self._accept(Finding(Kind.CHANGED, path, a, b), rule)

    def _normalise(self, a: Any, b: Any, path: Path, rule: Normalise) -> None:
        try:
            left, right = rule.apply(a), rule.apply(b)
        except RuleFailedError as error:
            self.blind.append(Blind(render(path), str(error)))
            return
        left_out = self._left_out | {rule.id}
        most = self._most - self._unaccepted
        inner = Walk(self._rules, most=most, left_out=left_out)
        inner.run(left, right, path)
        accepted = [one for one in inner.found if one.rule is not None]
        self.found += [one for one in inner.found if one.rule is None]
        self.found += accepted[: max(0, MOST_ACCEPTED - self._accepted)]
        self.blind += inner.blind
        self.truncated = inner.truncated
        self._accepted += inner._accepted
        self._unaccepted += inner._unaccepted
        if not (inner.found or inner.truncated or inner.blind):
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
        """Say whether the two are surely equal."""
        cls = type(a)
        if cls is not type(b):
            return False
        same = SAME.get(cls)
        if same is not None:
            return same(a, b)
        if cls is not Node:
            # `==` of built-ins is generous, so that its no is sure (but for NaN and nodes, which
            # the walk looks at), and its yes is proved by the bytes.
            try:
                if a != b:
                    return False
            except RecursionError:
                pass
            else:
                if same_types(a, b) or encode(a) == encode(b):
                    return True
        return self._tokens.of(a) == self._tokens.of(b)

    def _push(self, pairs: list[Pair]) -> None:
        self._stack.extend(reversed(pairs))

    def report(self, finding: Reported) -> None:
        """Keep a difference, with the rule that accepts it."""
        self._keep(finding, self._rules.accepting(finding))

    def _accept(self, finding: Finding, rule: Rule) -> None:
        self._keep(finding, self._rules.hit(rule))

    def _keep(self, finding: Reported, rule: str | None) -> None:
        if rule is None:
            self._unaccepted += 1
            self.truncated = self._unaccepted > self._most
            is_kept = not self.truncated
        else:
            self._accepted += 1
            is_kept = self._accepted <= MOST_ACCEPTED
        if is_kept:
            self.found.append(finding.shown().under(rule))
