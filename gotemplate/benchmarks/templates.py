"""What a cached template costs, beside a plain walk through the maps and Jinja2 in the same run.

Rounds are interleaved and their order alternates; medians are shown, with the ratio to the engine.
Run: python gotemplate/benchmarks/templates.py
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import Any

from jinja2 import Environment
from jinja2.sandbox import SandboxedEnvironment

from switchover.gotemplate import TemplateEngine

TARGET_US = 1.5
ROUNDS = 201
CALLS = 200

REFERENCE = "{{ .tasks.foo.output.bar }}"
CONTEXT: dict[str, Any] = {
    "workflow": {"id": "w", "input": {"city": "Seattle"}},
    "tasks": {f"task{n}": {"output": {"n": n}} for n in range(10)}
    | {"foo": {"output": {"bar": "sunny", "rows": list(range(20))}}},
    "env": {},
    "input": {"name": "x"},
}
LOOP = "{{ range .tasks.foo.output.rows }}{{ . }},{{ end }}"
PATTERN = '{{ regexMatch "(a|b)+@(c|d)$" .text }}'
LONG = {"text": "ab " * 8192}
MIXED = 'Weather in {{ .workflow.input.city | upper }}: {{ .tasks.foo.output.bar | default "?" }}'


def seconds(call: Callable[[], object]) -> float:
    started = perf_counter()
    for _ in range(CALLS):
        call()
    return (perf_counter() - started) / CALLS


def measured(subjects: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median seconds of each, measured in turns."""
    samples: dict[str, list[float]] = {name: [] for name in subjects}
    names = list(subjects)
    for turn in range(ROUNDS):
        for name in names if turn % 2 else reversed(names):
            samples[name].append(seconds(subjects[name]))
    return {name: median(values) for name, values in samples.items()}


def walk() -> object:
    value: Any = CONTEXT
    for key in ("tasks", "foo", "output", "bar"):
        value = value[key]
    return value


def main() -> int:
    moment = datetime(2024, 2, 29, tzinfo=UTC)
    engine = TemplateEngine(clock=lambda: moment)
    template = engine.compile(REFERENCE)
    plain = Environment(autoescape=False)
    jinja = plain.from_string("{{ tasks.foo.output.bar }}")
    sandboxed = SandboxedEnvironment().from_string("{{ tasks.foo.output.bar }}")
    loop = plain.from_string("{% for x in tasks.foo.output.rows %}{{ x }},{% endfor %}")
    assert engine.render_text(REFERENCE, CONTEXT) == jinja.render(CONTEXT) == walk()
    took = measured(
        {
            "reference": lambda: engine.render_text(REFERENCE, CONTEXT),
            "reference, compiled": lambda: template.render(CONTEXT),
            "plain walk": walk,
            "Jinja2": lambda: jinja.render(CONTEXT),
            "Jinja2, sandboxed": lambda: sandboxed.render(CONTEXT),
            "two actions and functions": lambda: engine.render_text(MIXED, CONTEXT),
            "loop of 20": lambda: engine.render_text(LOOP, CONTEXT),
            "Jinja2, loop of 20": lambda: loop.render(CONTEXT),
            "pattern over 24 KB": lambda: engine.render_text(PATTERN, LONG),
        }
    )
    print(f"target: {REFERENCE} cached in at most {TARGET_US} µs")
    for name, value in took.items():
        print(f"{name:26} {value * 1e6:8.2f} µs {value / took['reference']:8.2f} ×")
    return 0 if took["reference"] * 1e6 <= TARGET_US else 1


if __name__ == "__main__":
    sys.exit(main())
