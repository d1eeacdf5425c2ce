"""What stands on an index page: links that lead somewhere, and where the project is."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

HOOK = runpy.run_path(str(Path(__file__).parents[2] / "hatch_build.py"))


@pytest.mark.parametrize(
    ("remote", "seen"),
    [
        ("https://example.org/team/switchover.git", "https://example.org/team/switchover"),
        ("https://ada:key@example.org/team/switchover", "https://example.org/team/switchover"),
        ("git@example.org:team/switchover.git", "https://example.org/team/switchover"),
        ("ssh://git@example.org/team/switchover/", "https://example.org/team/switchover"),
        ("/srv/switchover.git", ""),
        ("../switchover", ""),
        ("", ""),
    ],
)
def test_the_address_is_that_of_the_repository(remote: str, seen: str) -> None:
    """Without a password; a folder of some machine is none."""
    assert HOOK["seen"](remote) == seen


def test_every_relative_link_leads_to_the_repository(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what is absolute, or a heading of the page, stays."""
    monkeypatch.setenv("SWITCHOVER_ADDRESS", "https://example.org/team/switchover/")
    hook = HOOK["Addresses"](str(root), {})
    metadata: dict[str, object] = {}
    hook.update(metadata)
    text = metadata["readme"]["text"]
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert len(links) > 20
    assert all(link.startswith("https://example.org/team/switchover/blob/HEAD/") for link in links)
    assert metadata["urls"]["Source"] == "https://example.org/team/switchover"
    kept = "[a](https://example.org) [b](#install) [c](mailto:ada@example.org)"
    assert HOOK["absolute"](kept, "https://example.org/x") == kept
    assert HOOK["absolute"]("[a](docs/a.md)", "") == "[a](docs/a.md)"
    assert HOOK["urls"]("") == {}


def test_the_wheel_has_the_description(unpacked: Path) -> None:
    """As Markdown, whole."""
    (file,) = unpacked.glob("*.dist-info/METADATA")
    text = file.read_text(encoding="utf-8")
    assert "Description-Content-Type: text/markdown" in text
    assert "## The first check" in text
