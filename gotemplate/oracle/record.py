"""Records what Go answers to the generated pairs, so that the suite runs without Go.

Left out, and counted in the first line of the record: pairs of which Go itself dies (a map that was
merged into itself and then printed, a list of 2^63 items), names with hyphens, which the engine
knows and Go does not, and answers too long to be worth keeping.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from ask import answers, function_names, missing  # beside this script
from corpus import pairs

RECORD = Path(__file__).with_name("answers.jsonl.gz")
NAMES = Path(__file__).with_name("functions.txt")
LONGEST = 20_000


def excluded(answer: dict[str, Any]) -> str | None:
    """Why an answer is not kept, or None."""
    if answer.get("error") == "crash":
        return "Go dies of it"
    if "bad character U+002D" in answer.get("why", ""):
        return "a hyphen in a name, which Go does not know"
    if len(answer.get("text") or "") > LONGEST:
        return f"longer than {LONGEST} characters"
    return None


def record(count: int, seed: int) -> dict[str, Any]:
    """Ask, write the record, and return its first line: the counts."""
    asked = list(pairs(count, seed))
    contexts: dict[str, int] = {}
    lines: list[str] = []
    left_out: dict[str, int] = {}
    kept: dict[str, int] = {}
    for pair, answer in zip(asked, answers(asked), strict=True):
        reason = excluded(answer)
        if reason:
            left_out[reason] = left_out.get(reason, 0) + 1
            continue
        kind = answer.get("error", "text")
        kept[kind] = kept.get(kind, 0) + 1
        known = contexts.setdefault(json.dumps(pair["context"]), len(contexts))
        entry = {"template": pair["template"], "context": known, "error": answer.get("error")}
        lines.append(json.dumps(entry | {"text": answer.get("text")}, ensure_ascii=False))
    head = {"count": count, "seed": seed, "kept": kept, "left_out": left_out}
    head["contexts"] = [json.loads(text) for text in contexts]
    text = "\n".join([json.dumps(head, ensure_ascii=False), *lines]) + "\n"
    RECORD.write_bytes(gzip.compress(text.encode("utf-8", "surrogatepass"), 9, mtime=0))
    return head


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=20240229)
    options = parser.parse_args()
    lacking = missing()
    if lacking:
        print(f"the oracle cannot run: {lacking}", file=sys.stderr)  # noqa: T201 - a script
        return 2
    NAMES.write_text("\n".join(function_names()) + "\n", encoding="utf-8")
    head = record(options.count, options.seed)
    print(f"recorded {sum(head['kept'].values())} answers {head['kept']}")  # noqa: T201 - a script
    print(f"left out {head['left_out'] or 'none'}")  # noqa: T201 - a script
    return 0


if __name__ == "__main__":
    sys.exit(main())
