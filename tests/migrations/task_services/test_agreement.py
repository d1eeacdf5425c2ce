"""A strength trial agrees with the mutation proof: the same mutants, judged by both.

The proof loads the whole new system anew for each mutant, in a fork of its own, and compares every
case that reaches it in the process itself. `PAIRS` names pairs, parted by commas, `MUTANTS` says
how many are drawn of each, by `SEED`.
"""

from __future__ import annotations

import os

import pytest
from migrations.task_services.mutants import mechanical
from migrations.task_services.mutants.inspection import compared

from switchover.migrations.openers import named_openers
from switchover.migrations.plans.task_services.pairs import plan
from switchover.shadow.mutation import sample
from switchover.shadow.search import Limits
from switchover.shadow.strength import Fate, strength

QUICK = "calls: collection,calls: wait,chosen: blanks,chosen: order,chosen: digits"
LEAST = 0.98
BODIES = 6
"""Of so many that are drawn of a pair, one more is drawn of those in bodies of modules."""


@pytest.mark.proof
@pytest.mark.timeout(7200)
def test_strength_and_the_mutation_proof_say_the_same(monkeypatch, capsys) -> None:
    """Each mutant that one of them sees the other sees, but for what only the proof looks at."""
    seed = int(os.environ.get("SEED") or 0)
    count = int(os.environ.get("MUTANTS") or 60)
    asked = (os.environ.get("PAIRS") or QUICK).split(",")
    alike, idle, unlike = 0, list[str](), list[str]()
    for pair in [one for one in compared() if one.name in asked]:
        monkeypatch.setattr(mechanical, "compared", lambda _seed=0, pair=pair: (pair,))
        mechanical.baseline.cache_clear()
        known = mechanical.baseline(0)
        reached = [one for one in mechanical.every_mutant() if known.reaching(one)]
        bodies = [one for one in reached if not one.function]  # what only an import runs
        drawn = list(
            dict.fromkeys(
                [
                    *sample(reached, count, seed=seed),
                    *sample(bodies, count // BODIES, seed=seed),
                ]
            )
        )
        proof = {mutant.key: found for mutant, found in mechanical.verdicts(drawn)}
        with named_openers(plan(seed).openers):
            record = strength(
                pair.control,
                pair.candidate,
                list(pair.corpus),
                rules=pair.rules,
                seen_as=pair.seen_as,
                time_s=3600,
                limits=Limits(timeout_s=60),
                within=[f"{mechanical.ROOT}{os.sep}"],
                chosen=lambda mutant, proof=proof: mutant.key in proof,
            )
        fates = {one.mutant.key: one for one in record.tried}
        for mutant in drawn:
            found, tried = proof[mutant.key], fates.get(mutant.key)
            is_seen = tried is not None and tried.fate is Fate.SEEN
            if (found is not None) == is_seen:
                alike += 1
                continue
            said = f"{pair.name}: {mutant}: proof {found}, strength {tried and (tried.fate, tried.why)}"
            is_idle = found is not None and "is never hit" in found.place
            (idle if is_idle else unlike).append(said.replace(f"{mechanical.ROOT}/", ""))
    whole = alike + len(idle) + len(unlike)
    with capsys.disabled():
        print(
            f"\nSEED={seed}: of {whole} mutants {alike} are judged alike; {len(idle)} only leave a"
        )
        print("rule without its difference, which a strength trial does not look at; the others:")
        for one in unlike:
            print(f"  {one}")
    assert whole
    assert alike + len(idle) >= LEAST * whole
