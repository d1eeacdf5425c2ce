"""Mutate YAML documents: each gives a workflow and its problems, or an error with a position.

Run as `python engine/fuzz/yaml_documents.py --count 100000`; a failure prints the document.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from switchover.engine.config import (
    ConfigError,
    engine_types,
    parse_workflow,
    parse_yaml,
    workflow_problems,
)

SEEDS = Path(__file__).parent / "seeds"
SLOWEST_S = 2.0  # a document of a few kilobytes that takes longer hangs
GROWTH_MB = 300.0  # of the process, over all documents

TOKENS = (
    *("&a", "*a", "<<: *a", "<<: [*a]", "!!int", "!!binary", "!x", "%YAML 1.1", "---", "..."),
    *("{", "}", "[", "]", ",", ":", "? ", "- ", "|", ">-", "'", '"', "#", "\t", "\r", "\x00"),
    *("~", "null", "True", "yes", "1e999", "9" * 400, "0x", "-.inf", ".nan", "1_000", "12:30"),
    *("{{ .x", "{{ end }}", "}}", "{{", "\ud800", "\ufeff", "\u2028", "\U0001f600", "é", "\\u12"),
    *("type: parallel", "tasks: []", "tasks: 5", "id: []", "routes: {a: {b: c}}", "batch: -1"),
    *("condition: '1 +'", "timeout: 1x", "$ref: http://x", "input: nowhere", "cron: '* *'"),
)

VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 3.5, 10**30, "", " ", "x", "{{ .x }}", "{{ end }}", "2h", "1 +", "é" * 99),
    *([], {}, [[]], [None], {"": None}, [{"id": "a"}, {"id": "a"}], {"id": ["a"]}, {"type": "x"}),
    *("race", "parallel", "wait", "router", "collection", "memory", "order", float("nan"), b"\xff"),
)
FIELDS = (
    *("id", "type", "tasks", "task", "routes", "condition", "items", "mode", "batch", "strategy"),
    *("outputs", "with", "env", "agent", "tool", "action", "input", "timeout", "processor"),
    *("signal", "wait_for", "on_success", "next", "config", "schemas", "triggers", "schedule"),
)

Mutation = Callable[[random.Random, str], str]


@dataclass(slots=True)
class Outcome:
    """What a run of the fuzzer saw."""

    count: int = 0
    refused: int = 0
    faulty: int = 0
    slowest_s: float = 0.0
    grown_mb: float = 0.0


def cut(rng: random.Random, text: str) -> str:
    start = rng.randrange(len(text) + 1)
    return text[:start] + text[start + rng.randrange(40) :]


def insert(rng: random.Random, text: str) -> str:
    place = rng.randrange(len(text) + 1)
    return text[:place] + rng.choice(TOKENS) * rng.choice((1, 1, 1, 2, 500)) + text[place:]


def replace_character(rng: random.Random, text: str) -> str:
    place = rng.randrange(len(text) + 1)
    return (
        text[:place]
        + chr(rng.choice((rng.randrange(128), rng.randrange(0x3000))))
        + text[place + 1 :]
    )


def replace_scalar(rng: random.Random, text: str) -> str:
    lines = text.split("\n")
    index = rng.randrange(len(lines))
    key, colon, _ = lines[index].partition(": ")
    lines[index] = f"{key}{colon}{rng.choice(TOKENS)}"
    return "\n".join(lines)


def move_lines(rng: random.Random, text: str) -> str:
    lines = text.split("\n")
    start, size = rng.randrange(len(lines)), rng.randrange(1, 8)
    block = lines[start : start + size]
    if rng.random() < 0.5:
        del lines[start : start + size]
    place = rng.randrange(len(lines) + 1)
    lines[place:place] = block
    return "\n".join(lines)


def indent(rng: random.Random, text: str) -> str:
    lines = text.split("\n")
    start, size = rng.randrange(len(lines)), rng.randrange(1, 12)
    by = rng.choice((-2, -1, 1, 2, 4))
    for index in range(start, min(start + size, len(lines))):
        lines[index] = " " * by + lines[index] if by > 0 else lines[index][-by:]
    return "\n".join(lines)


def nest(rng: random.Random, text: str) -> str:
    pair = rng.choice(("[]", "{}", "()"))
    depth = rng.choice((5, 50, 99, 101, 2000))
    return insert(rng, text.replace("plain", pair[0] * depth + "x" + pair[1] * depth))


def bomb(rng: random.Random, text: str) -> str:
    levels, width = rng.randrange(2, 9), rng.randrange(2, 12)
    rows = (f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * width)}]" for n in range(1, levels))
    return "\n".join((text, "l0: &l0 [x]", *rows, ""))


def graft(rng: random.Random, data: Any) -> str:
    """Change values rather than characters, so that what comes out is YAML for sure."""
    data = deepcopy(data)
    for _ in range(rng.choice((1, 1, 2, 5))):
        holder, key = rng.choice(list(places(data)))
        holder[key] = deepcopy(rng.choice((*VALUES, *(inner for inner, _ in places(data)))))
        if rng.random() < 0.3 and isinstance(holder, dict):
            holder[rng.choice(FIELDS)] = holder.pop(key)
    return str(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True))


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with each of its keys."""
    for key, value in list(data.items() if isinstance(data, dict) else enumerate(data)):
        yield data, key
        if isinstance(value, dict | list):
            yield from places(value)


MUTATIONS: tuple[Mutation, ...] = (
    *(cut, insert, replace_character, replace_scalar, replace_scalar, move_lines, indent),
    *(nest, bomb),
)


def documents(count: int, seed: int) -> Iterator[str]:
    """Mutated copies of the seeds, the same ones for the same seed."""
    rng = random.Random(seed)
    seeds = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.yaml"))]
    maps = [parse_yaml(text).data for text in seeds]
    for _ in range(count):
        text, is_grafted = rng.choice(seeds), rng.random() < 0.5
        if is_grafted:
            text = graft(rng, rng.choice(maps))
        for _ in range(rng.choice((0, 0, 1) if is_grafted else (1, 1, 2, 3, 8))):
            text = rng.choice(MUTATIONS)(rng, text)
        yield text


def fuzz_yaml_documents(count: int, seed: int) -> Outcome:
    """Load and validate mutated documents. Raises AssertionError, naming the document."""
    types, outcome = engine_types(), Outcome()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for text in documents(count, seed):
        start = time.process_time()
        try:
            problems = list(workflow_problems(parse_workflow(text, types, name="fuzz.yaml")))
        except ConfigError as error:
            problems, outcome.refused = list(error.problems), outcome.refused + 1
        except Exception as error:
            raise AssertionError(f"{type(error).__name__}: {error}\n{text!r}") from error
        took = time.process_time() - start
        outcome.count += 1
        outcome.faulty += any(problem.severity == "error" for problem in problems)
        outcome.slowest_s = max(outcome.slowest_s, took)
        assert all(str(problem).startswith("fuzz.yaml:") for problem in problems), repr(text)
        assert took < SLOWEST_S, f"took {took:.1f} s\n{text!r}"
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome.grown_mb = (after - before) / 1024
    assert outcome.grown_mb < GROWTH_MB, f"grew by {outcome.grown_mb:.0f} MB"
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    outcome = fuzz_yaml_documents(chosen.count, chosen.seed)
    print(
        f"{outcome.count} documents: {outcome.refused} no YAML, {outcome.faulty} with errors, "
        f"slowest {outcome.slowest_s * 1e3:.0f} ms, grown by {outcome.grown_mb:.0f} MB"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
