"""Mutate templates: each gives a text, or one of our errors with a position; never more than that.

Run as `python gotemplate/fuzz/templates.py --count 100000`; a failure prints the template.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from switchover.gotemplate import FUNCTIONS, TemplateEngine, TemplateError

sys.path.insert(0, str(Path(__file__).parents[1] / "oracle"))

from corpus import Generator, context

SLOWEST_S = 5.0  # the step limit ends a rendering long before
GROWTH_MB = 400.0  # of the process, over all templates

PIECES = (
    *("{{", "}}", "{{-", "-}}", "{{ end }}", "{{else}}", "{{ else if .n }}", "{{/*", "*/}}", "|"),
    *("(", ")", ".", "$", "$x", ":=", "=", ",", '"', "`", "'", "\\", "\x00", "\ud800", "\udcff"),
    *("{{ range .list }}", "{{ with .map }}", "{{ if .s }}", "{{ break }}", "{{ continue }}"),
    *('{{ define "T" }}', '{{ template "T" . }}', '{{ block "B" . }}', "{{ range until 99999 }}"),
    *('{{ define "R" }}{{ template "R" . }}{{ end }}{{ template "R" . }}', "{{ set $ `k` $ }}"),
    *("repeat 99999999", "until 2000000", "printf `%999999d` 1", "nindent 9999999", "(" * 60),
    *("{{ $x := `a` }}{{ range until 9999 }}{{ $x = print $x $x }}{{ end }}", "toDate `2006` `9`"),
    *("regexMatch `(a*)*b` (repeat 5000 `a`)", "seq 1 99999999", "9" * 400, "1e999", "0x", "é"),
    *("{{ $l := list 1 }}{{ range until 99 }}{{ $l = list $l $l }}{{ end }}{{ $l }}", "mulf 1e300"),
    *("merge . .", "deepCopy .", "dig `a`", "chunk 0", "splitList ``", "{{ .a.b-c }}"),
    *("date `2006` -99999999999999", "index . `x` `y`", "fromJson `[[[[`"),
)


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a run of the fuzzer saw: how many of each outcome, the slowest, the failures."""

    seen: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    growth_mb: float = 0.0
    failures: list[str] = field(default_factory=list)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def mutated(rng: random.Random, generator: Generator) -> str:
    """A generated template with parts put in, lost, doubled or swapped."""
    text = generator.template() if rng.random() < 0.8 else generator.printf()
    for _ in range(rng.randint(0, 4)):
        at, to = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
        match rng.randint(0, 4):
            case 0:
                text = text[:at] + rng.choice(PIECES) + text[at:]
            case 1:
                text = text[:at] + text[min(to, at + 6) :]
            case 2:
                text = text[:to] + text[at:]
            case 3:
                call = f"{{{{ {rng.choice(list(FUNCTIONS))} {rng.choice(PIECES)} }}}}"
                text = text[:at] + call + text[at:]
            case _:
                text = text[:at] + chr(rng.randint(1, 0x10FFFF)) + text[at:]
    return text


def fuzz_templates(count: int, seed: int) -> Outcome:
    """Render that many mutated templates and return what happened."""
    rng = random.Random(seed)
    generator = Generator(rng)
    moment = datetime(2024, 2, 29, tzinfo=UTC)
    engine = TemplateEngine(clock=lambda: moment, cached=64)
    contexts: list[dict[str, Any]] = [context(rng) for _ in range(20)]
    outcome = Outcome()
    before = peak_mb()
    for _ in range(count):
        text = mutated(rng, generator)
        started = time.process_time()
        outcome.seen[_tried(engine, text, rng.choice(contexts), outcome)] += 1
        took = time.process_time() - started
        outcome.slowest_s = max(outcome.slowest_s, took)
        if took > SLOWEST_S:
            outcome.failures.append(f"{took:.1f} s: {text!r}")
    outcome.growth_mb = peak_mb() - before
    if outcome.growth_mb > GROWTH_MB:
        outcome.failures.append(f"the process grew by {outcome.growth_mb:.0f} MB")
    return outcome


def _tried(engine: TemplateEngine, text: str, values: dict[str, Any], outcome: Outcome) -> str:
    try:
        engine.render_text(text, values)
    except TemplateError as error:
        if error.place is None or error.line < 1 or error.column < 1:
            outcome.failures.append(f"no position: {error}: {text!r}")
        return type(error).__name__
    except Exception as error:  # noqa: BLE001 - any other exception is what is looked for
        outcome.failures.append(f"{error!r}: {text!r}")
        return "escaped"
    return "rendered"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    outcome = fuzz_templates(options.count, options.seed)
    seen = ", ".join(f"{name} {number}" for name, number in outcome.seen.most_common())
    print(f"templates: {options.count} mutated: {seen}")
    print(f"slowest {outcome.slowest_s:.2f} s, grew {outcome.growth_mb:.0f} MB")
    for failure in outcome.failures[:20]:
        print(failure, file=sys.stderr)
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main())
