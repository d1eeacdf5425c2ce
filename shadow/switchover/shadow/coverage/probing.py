"""Watches by probes in the code of living functions, on Python 3.11.

A probe costs a fraction of what a look by a trace function does, and one that is common is taken
out again. To put them in takes a while: the first calls are traced. What has no probes (code that
comes to life during a call, or was under way before) is traced meanwhile. Where not all is to be
told, generators that were under way before are looked for in the first calls, and in some of the
others.
"""

from __future__ import annotations

import weakref
from time import perf_counter
from types import CodeType, FunctionType
from typing import Any, ClassVar, Final

from switchover.values import original

from .arrivals import Arrivals
from .assembly import ProbeNotes, probed
from .jumps import Jumps, jumps
from .living import living
from .scope import Scope
from .tracing import Tracing
from .watch import Known

__all__ = ["Probing"]

PAYS_S: Final = 0.3
"""Seconds of traced calls after which it is asked what probes would take: a process of few calls
never pays for them, and any other at most twice (the rule of rent or buy: Karlin, Manasse, Rudolph
& Sleator 1988)."""
EACH_S: Final = 0.6e-3
"""Seconds that putting probes into a function takes. **Source:** ours, of 447 functions 0.2 s."""
SLICE_S: Final = 0.05
"""Seconds of one call that may be spent on putting probes into code; the next goes on with it."""
PRUNED_EVERY: Final = 25
"""Calls after which common probes are taken out."""
MOST_LOOKS: Final = 20
"""Times that code is looked for; a side that has new code again and again is traced."""
WAIT: Final = 8
"""Calls after which it is asked again whether something is under way still; then twice as many."""
LOOKED_FOR: Final = 30
"""Calls in which generators that are under way are looked for."""
SEEN_IN: Final = 20
"""Where they did not go on in these, one call in so many is looked at."""


class _Held:
    """What is known of one code object that may have probes."""

    def __init__(self, code: CodeType, found: Jumps, first: int) -> None:
        self.code, self.jumps = code, found
        self.first = first
        """What its first probe notes; the others note the numbers after it."""
        self.index: int | None = None
        """Of its first branch among those of all; None until it is entered."""
        self.made: CodeType | None = None
        """What stands for it now."""
        self.around = list[_Held]()
        """The code objects that hold it."""
        self.functions = weakref.WeakSet[FunctionType]()
        """Those that run it."""


class Probing(Tracing):
    """For Python 3.11."""

    _owner: ClassVar[weakref.ref[Any] | None] = None
    """Whose probes stand in the code of this process."""

    def __init__(self, scope: Scope, common: int | None = None) -> None:
        super().__init__(scope, common)
        self._notes = ProbeNotes()
        self._held: dict[int, _Held] = {}
        """By the ids of code objects."""
        self._owners: list[_Held] = []
        """By what a probe notes, where it stands."""
        self._by_index: dict[int, _Held] = {}
        self._gone = set[int]()
        """Branches whose probes are taken out."""
        self._todo: list[FunctionType] = []
        self._is_ready = self._is_restless = self._refuses = False
        self._has_steps = self._go_on = False
        """Whether something is under way, and whether that was seen to go on."""
        self._looks, self._wait, self._calls = 0, WAIT, 0
        self._rent_s = self._begun = 0.0
        self._price_s = PAYS_S
        """Seconds of traced calls before probes are put in."""
        self._is_on = self._is_traced = self._is_planting = False
        self._arrivals = Arrivals(self._came)

    def begin(self) -> None:
        self.forget()
        self._notes.clear()
        self._is_on = True
        if self._rent_s >= self._price_s:
            self._ready()
        if not self._is_ready or self._is_restless or self._refuses or self._is_looking:
            self._trace()

    def end(self) -> None:
        self._is_on = False
        if self._is_traced:
            self._is_traced = False
            super().end()
            self._rent_s += perf_counter() - self._begun
        for number in tuple(self._notes):
            held = self._owners[number]
            index = self._entered(held) if held.index is None else held.index
            self.noted.add(index + number - held.first)

    def close(self) -> None:
        self._arrivals.close()
        for held in self._held.values():
            for function in held.functions:
                function.__code__ = original(function.__code__)
        super().close()

    # --- what is traced

    @property
    def _is_looking(self) -> bool:
        return self._has_steps and (self._calls <= LOOKED_FOR or self._calls % SEEN_IN == 0)

    def _trace(self) -> None:
        self._is_traced = True
        self._begun = perf_counter()
        self.start()

    def _came(self, code: CodeType) -> None:
        """Take note of code that comes to life and may have no probes."""
        if self._is_planting or code.co_filename not in self._scope or original(code) is not code:
            return
        held = self._held.get(id(code))
        if held is None or held.made is not code:
            self._is_ready = False
            if self._is_on and not self._is_traced:
                self._trace()

    def _met(self, code: CodeType) -> Known | None:
        if original(code) is not code:
            self._keep(code, None)
            return None
        held = self._held.get(id(code))
        if self._has_steps and (held is None or held.made is not code):
            self._is_restless = self._go_on = True
        return super()._met(code)

    # --- probes

    def _ready(self) -> None:
        self._is_planting = True
        try:
            self._prepare()
        finally:
            self._is_planting = False

    def _prepare(self) -> None:
        self._calls += 1
        owner = Probing._owner
        if owner is None or owner() is not self:
            Probing._owner, self._is_ready = weakref.ref(self), False
        if self._is_restless and self._calls >= self._wait:
            self._wait, self._is_ready = 2 * self._calls, False
        if not self._is_ready:
            self._plant()
        elif self._calls % PRUNED_EVERY == 0:
            self._prune()

    def _plant(self) -> None:
        """Put probes into all code that lives, as far as the time goes."""
        is_whole = not self._todo
        if is_whole:
            if self._looks >= MOST_LOOKS:
                return
            self._looks += 1
            self._todo, self._has_steps, in_threads = living(self._scope)
            is_told = self._most is None or self._go_on
            self._is_restless = in_threads or (self._has_steps and is_told)
            self._price_s = max(PAYS_S, EACH_S * len(self._todo))
            if self._rent_s < self._price_s:
                self._todo = []  # looked for again then: more may live
                return
        until = perf_counter() + SLICE_S
        while self._todo:
            if perf_counter() > until and id(original(self._todo[-1].__code__)) not in self._held:
                return  # what is known already takes no time, so that a look comes to its end
            self._equip(self._todo.pop())
        self._is_ready = is_whole  # no call came between
        self._by_id.clear()

    def _equip(self, function: FunctionType) -> None:
        held = self._hold(original(function.__code__))
        held.functions.add(function)
        made = self._stand_in(held)
        if function.__code__ is not made:
            function.__code__ = made

    def _hold(self, code: CodeType) -> _Held:
        held = self._held.get(id(code))
        if held is None:
            held = self._held[id(code)] = _Held(code, jumps(code), len(self._owners))
            self._owners += [held] * len(held.jumps.branches)
        return held

    def _stand_in(self, held: _Held) -> CodeType:
        """Give the code with the probes that it is to have now."""
        if held.made is None:
            try:
                held.made = self._made(held)
            except Exception:  # noqa: BLE001 - another tool may have made code as no compiler does
                held.made, self._refuses = held.code, True
        return held.made

    def _made(self, held: _Held) -> CodeType:
        code = held.code
        constants = [self._constant(one, held) for one in code.co_consts]
        first, index = held.first, held.index
        numbers = {
            branch: first + branch
            for branch in range(len(held.jumps.branches))
            if index is None or index + branch not in self._gone
        }
        if not numbers and all(map(_is_same, constants, code.co_consts)):
            return code
        return probed(code, held.jumps.at, numbers, self._notes, constants)

    def _constant(self, one: object, around: _Held) -> object:
        if not isinstance(one, CodeType):
            return one
        inner = self._hold(one)
        if around not in inner.around:
            inner.around.append(around)
        return self._stand_in(inner)

    def _entered(self, held: _Held) -> int:
        """Give numbers to the branches of code that was not entered before."""
        known = self.known(held.code)
        assert known is not None  # it is of a file of the side
        held.index = known.first
        for index in known.all:
            self._by_index.setdefault(index, held)
        return known.first

    def _prune(self) -> None:
        """Take out the probes of what is common by now."""
        fresh = self._common - self._gone
        self._gone |= fresh
        todo = [self._by_index[index] for index in fresh if index in self._by_index]
        changed = list[_Held]()
        while todo:
            held = todo.pop()
            if held.made is not None:
                held.made = None
                changed.append(held)
                todo += held.around
        for held in changed:
            made = self._stand_in(held)
            for function in held.functions:
                function.__code__ = made

    def _taken_apart(self, code: CodeType) -> Jumps:
        held = self._held.get(id(code))
        return super()._taken_apart(code) if held is None else held.jumps


def _is_same(one: object, other: object) -> bool:
    return one is other
