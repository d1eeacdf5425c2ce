"""Mutants tried each in a process that imports its module anew: what runs at import is mutated too."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from strength.modules import ROOT, deciding
from strength.session import LATE, Planted
from strength.trial import GRACE_S, Trial


class Anew:
    """Tries mutants, several at a time; a kill counts where its test passes without the mutant."""

    def __init__(self, *, jobs: int) -> None:
        self._jobs = jobs
        self._modules = {path.relative_to(ROOT).as_posix(): name for name, path in deciding()}
        self._held, self._doubted = set[str](), set[str]()

    def outcomes(self, planted: list[Planted]) -> Iterator[tuple[int, str]]:
        """Give index and outcome of each: "killed", "survived", or "broken" where no test ran."""
        todo, late = dict(enumerate(planted)), set[int]()
        while todo:
            ended = list(self._each(todo))
            self._hold(
                replace(todo[index], mutated=todo[index].source, tests={by: todo[index].tests[by]})
                for index, outcome, by in ended
                if outcome == "killed"
            )
            again = dict[int, Planted]()
            for index, outcome, by in ended:
                if (outcome == LATE and index not in late) or by in self._doubted:
                    late.update([index] if outcome == LATE else [])
                    again[index] = todo[index].without(self._doubted)
                else:
                    yield index, "killed" if outcome == LATE else outcome
            todo = again

    def _hold(self, controls: Iterator[Planted]) -> None:
        """Run without a mutant what killed one: what fails even so kills nothing from now on."""
        known = {next(iter(each.tests)): each for each in controls}
        names = [name for name in known if name not in self._held]
        for index, outcome, _ in self._each({n: known[name] for n, name in enumerate(names)}):
            held = outcome == "survived"
            (self._held if held else self._doubted).add(names[index])
            if not held:
                print(f"fails without a mutant, and kills none: {names[index]}", flush=True)

    def _each(self, found: dict[int, Planted]) -> Iterator[tuple[int, str, str]]:
        """Give index, outcome and, of a kill, the test that failed, or could not even begin."""
        todo, running = list(found.items()), list[tuple[int, Trial]]()
        with tempfile.TemporaryDirectory() as logs:
            while todo or running:
                while todo and len(running) < self._jobs:
                    index, planted = todo.pop()
                    tests = list(planted.tests)
                    if not tests:
                        yield index, "broken", ""
                        continue
                    limit_s = 10 * sum(planted.tests.values()) + GRACE_S
                    module, log = self._modules[planted.file], Path(logs, str(index))
                    trial = Trial(module, planted.mutated, tests, limit_s, log)
                    running.append((index, trial.start()))
                time.sleep(0.01)
                for index, trial in running[:]:
                    if outcome := trial.outcome():
                        running.remove((index, trial))
                        by = trial.by if trial.by in trial.tests else trial.tests[0]
                        yield index, outcome, by if outcome == "killed" else ""
