"""What an index page needs and a checkout does not: the project's address, and links to it.

The address is that of the repository that a build is made from, so that none is written down here.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

LINK = re.compile(r"(?<=\]\()(?!\w+:|#)([^)\s]+)(?=\))")


class Addresses(MetadataHookInterface):
    """Gives the distribution its description and its addresses."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add `readme` and `urls`; without an address links stay as they are, and there is none."""
        root = Path(self.root)
        home = address(root)
        text = absolute((root / "README.md").read_text(encoding="utf-8"), home)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = urls(home)


def address(root: Path) -> str:
    """Find where the repository is seen: SWITCHOVER_ADDRESS, or git's `origin`; "" if nowhere."""
    given = os.environ.get("SWITCHOVER_ADDRESS", "")
    return given.rstrip("/") or seen(_origin(root))


def seen(remote: str) -> str:
    """Turn the address that git fetches from into the one that people look at; "" for a path."""
    found = re.fullmatch(
        r"(?:https?://|ssh://)?(?:[^@/]+@)?([\w.-]+\.\w+)[:/](.+?)(?:\.git)?/?", remote
    )
    return f"https://{found[1]}/{found[2]}" if found else ""


def absolute(text: str, home: str) -> str:
    """Let relative links lead to the repository."""
    return LINK.sub(lambda found: f"{home}/blob/HEAD/{found[1]}", text) if home else text


def urls(home: str) -> dict[str, str]:
    """Name what an index page links beside the description."""
    if not home:
        return {}
    pages = {"Documentation": "README.md", "Changelog": "CHANGELOG.md"}
    return {"Source": home, **{name: f"{home}/blob/HEAD/{page}" for name, page in pages.items()}}


def _origin(root: Path) -> str:
    if not (root / ".git").exists():
        return ""
    asked = ["git", "-C", str(root), "remote", "get-url", "origin"]
    try:
        done = subprocess.run(  # noqa: S603 - the words are our own
            asked, capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
