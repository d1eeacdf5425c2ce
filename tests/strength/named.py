"""Defects planted by hand: each turned a fail green, or lost an option, without a test that failed.

They are tried in every proof, before what is drawn.
"""

from collections.abc import Iterator
from pathlib import Path

from strength.modules import ROOT
from switchover.shadow.mutation import Mutant, SourceText

DEFECTS: tuple[tuple[str, str, str, str], ...] = (
    ("a gate that always exits 0", "cli/gate", "Exit.of(verdict.verdict)", "0"),
    ("a gate that ignores --inconclusive", "cli/gate", "policy=o.policy(inconclusive)", "policy=None"),
    ("a check that ignores --inconclusive", "cli/check", "policy=o.policy(inconclusive)", "policy=None"),
    ("a check that ignores --budget", "cli/check", "budget=budget", "budget=None"),
    ("a bench that ignores --budget", "cli/bench", "budget=budget", "budget=None"),
    ("--against that always takes HEAD", "cli/checking", 'against=against or ""', 'against=against and "HEAD" or ""'),
    ("a revision that is always HEAD", "bench/driver/measuring", "checkout(revision)", 'checkout("HEAD")'),
    ("an expected rule that loses its difference", "migrations/rules",
     'fields["difference"] = records.Kind(table.difference)', 'fields.pop("difference", None)'),
    ("a peak's floor of ten times", "bench/memory/judgement",
     '"peak": _Measure(unit="bytes", floor=256)', '"peak": _Measure(unit="bytes", floor=2560)'),
    ("a floor of allocations of ten times", "bench/memory/judgement", "floor=4", "floor=40"),
    ("a floor of allocated bytes of ten times", "bench/memory/judgement",
     '"allocated": _Measure(unit="bytes", floor=256)', '"allocated": _Measure(unit="bytes", floor=2560)'),
    ("a leak's allowance for a control that slows down", "bench/leaks/judgement",
     "if control.course in _RISING else 0.0", 'if control.course != "flat" else 0.0'),
    ("a slope's interval of 5 deviations", "bench/leaks/growth", "_Z = 2.326", "_Z = 5.0"),
    ("a wall clock that holds no pass", "bench/latency/decision", '"wall": 0.1', '"wall": 1e-9'),
    ("a page on which every check says pass", "reports/view",
     "verdict=check.verdict,\n        figure", 'verdict="pass",\n        figure'),
    ("JUnit of a run without plans", "reports/junit", "(is_shown or verdict.verdict == \"pass\")", "True"),
    ("a fail taken back by a call that broke", "bench/latency/account",
     'if verdict == "pass" and broken', "if broken"),
    ("inputs that raised, measured", "migrations/measure",
     "side is not None and side.failure is None", "side is not None"),
    ("machines of unlike cores compared", "bench/environment/likeness", '    "usable_cores",\n', ""),
    ("pinned and free launches compared", "bench/environment/likeness", '    "pinned",\n', ""),
    ("debug and release builds compared", "bench/environment/likeness", '    "debug",\n', ""),
    ("a family's correction dropped", "bench/latency/decision", "alpha * share / rule.family", "alpha * share"),
    ("a family of one for all pairs", "migrations/check", "max(1, len(timed))", "1"),
    ("a skipped plan counted as interrupted", "migrations/check", "yield plan, False", "yield plan, True"),
)  # fmt: skip
"""What it is, where, the text that changes, and what it becomes."""


def named() -> Iterator[Mutant]:
    """Give the defects as mutants.

    Raises:
        ValueError: the text of one of them does not stand in its module exactly once.
    """
    for what, module, before, after in DEFECTS:
        room = module.partition("/")[0]
        file = f"{room}/switchover/{module}.py"
        source = Path(ROOT, file).read_text()
        if source.count(before) != 1:
            raise ValueError(f"{what}: {before!r} stands {source.count(before)} times in {file}")
        text, start = SourceText(source, file), source.index(before)
        line, column = text.place(start)
        last, _ = text.place(start + len(before) - 1)
        yield Mutant(
            file=file,
            function="",
            line=line,
            column=column,
            operator=what,
            before=before,
            after=after,
            lines=text.code_lines.intersection(range(line, last + 1))
            or {max(each for each in text.code_lines if each <= line)},  # a constant's one line
            number=1,
            start=start,
            end=start + len(before),
            text=after,
        )
