"""The fenced blocks of a page: what it shows, and what its fences say about running it.

A fence reads ```` ```console long ```` or ```` ```yaml file=weather.yaml ````:

- `file=NAME`: the block is the content of a file that the reader saves under that name;
- `skip="reason"`: it is not run here;
- `long`: it measures for seconds, and runs in `make docs-proof`;
- `varies`: numbers with a point or a unit are measured, and need only be near;
- `plan`: it is a part of a plan file, and is tried in one;
- `schema=NAME`: it is held against a schema that ships with check-jsonschema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(
    r"^(?P<indent> *)```(?P<info>[a-z][^\n]*)\n(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
ATTRIBUTE = re.compile(r'(\w+)(?:=("[^"]*"|\S+))?')
RUN = ("console", "python")
DATA = ("toml", "yaml", "json")
DRAWN = ("mermaid", "text")
KNOWN = {"file", "skip", "long", "varies", "schema", "plan"}


@dataclass(frozen=True)
class Block:
    """One fenced block; `line` is that of its first line, counted from 1."""

    page: str
    line: int
    language: str
    text: str
    attributes: dict[str, str]

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def is_long(self) -> bool:
        return "long" in self.attributes


def blocks(page: Path, root: Path) -> Iterator[Block]:
    """Find the blocks of a page, in order."""
    source = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(source):
        language, _, info = found["info"].strip().partition(" ")
        indent = len(found["indent"])
        lines = [line[indent:] for line in found["text"].splitlines()]
        yield Block(
            page=str(page.relative_to(root)),
            line=source.count("\n", 0, found.start()) + 2,
            language=language,
            text="\n".join(lines) + "\n",
            attributes={name: value.strip('"') for name, value in ATTRIBUTE.findall(info)},
        )


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """Split a console block into commands, each with what is shown below it."""
    command, shown = "", list[str]()
    for line in block.text.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, "\n".join(shown)
            command, shown = line[2:], []
        elif command.endswith("\\"):
            command += f"\n{line.removeprefix('> ')}"
        else:
            shown.append(line)
    if command:
        yield command, "\n".join(shown).strip("\n")
