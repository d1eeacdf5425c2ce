"""What the repository never holds."""

import re
import subprocess
from pathlib import Path

LOCKS = ("requirements/dev.txt", "requirements/bench.txt")


def test_locks_carry_hashes_and_no_address(root: Path) -> None:
    """A lock must work with any index, and accept nothing but the files it was made from."""
    for name in LOCKS:
        text = (root / name).read_text()
        assert "://" not in text
        assert "index-url" not in text
        pins = re.findall(r"^[a-z0-9][^\s=]*==", text, re.MULTILINE)
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) >= len(pins) > 0


def test_no_file_holds_a_path_of_some_machine(root: Path) -> None:
    """A path under somebody's home or workplace works nowhere else."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    pattern = re.compile(r"(?<![\w.])/(?:root|home/\w+|work|Users/\w+)/\w+")
    for name in listed:
        path = root / name
        if name.startswith("tests/") or path.suffix in {".gz", ".png"} or not path.is_file():
            continue
        found = pattern.search(path.read_text(errors="replace"))
        assert found is None, f"{name}: {found and found.group()}"
