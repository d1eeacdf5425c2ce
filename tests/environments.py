"""An environment as `pip install` would make it: the wheel, what it needs, and nothing else."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def needed(*wanted: str) -> set[str]:
    """The distributions that `wanted` (`switchover`, `switchover[all]`) need, they included."""
    found, asked = set[tuple[str, str]](), [Requirement(one) for one in wanted]
    while asked:
        one = asked.pop()
        name = canonicalize_name(one.name)
        for extra in ("", *one.extras):
            if (name, extra) in found:
                continue
            found.add((name, extra))
            requires = importlib.metadata.distribution(name).requires or ()
            asked += [
                each
                for each in map(Requirement, requires)
                if each.marker is None or each.marker.evaluate({"extra": extra})
            ]
    return {name for name, _ in found}


def lay(site: Path, names: Iterable[str]) -> None:
    """Let `site` see the files of distributions that are installed here, and no others."""
    for name in names:
        found = importlib.metadata.distribution(name)
        for top in {file.parts[0] for file in found.files or ()} - {".."}:
            if not (site / top).exists():
                (site / top).symlink_to(str(found.locate_file(top)))
