"""Two versions of one library are two, whatever the process that searches has imported of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from switchover.shadow.search import search
from switchover.shadow.strength import Fate, strength

OLD = "class Money:\n    def __init__(self, n):\n        self.n = n\n\n\ndef doubled(money):\n    return money.n * 2\n"
NEW = OLD.replace("* 2", "* 2 if money.n < 9 else 0")
ADAPTER = "import sys\nsys.path.insert(0, {folder!r})\nfrom coins_of_two import doubled\n"
USING = """
import sys
sys.path[:0] = {path!r}
from coins_of_two import Money
from switchover.shadow.search import Limits, search
from switchover.shadow.strength import strength


if __name__ == "__main__":
    inputs = [((Money(1),), {{}}), ((Money(4),), {{}})]
    sides = "coins_before:doubled", "coins_of_two:doubled"
    options = dict(with_strategies=False, with_symbols=False)
    record = search(*sides, inputs, calls=300, limits=Limits(timeout_s=10), **options)
    print(len(record.finds) > 0)
    found = strength(*sides, inputs, most=8, time_s=20, workers=1)
    print(found.unusable, any(one.fate.name == "SEEN" for one in found.tried))
"""


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    for name, text in (("old", OLD), ("new", NEW)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "coins_of_two.py").write_text(text)
    adapter = ADAPTER.format(folder=str(tmp_path / "old"))
    (tmp_path / "coins_before.py").write_text(adapter)
    return tmp_path


def test_a_class_of_the_inputs_does_not_bring_its_version_to_the_control(versions: Path) -> None:
    """The searching process holds the new library, for its inputs are of it; the control the old."""
    script = versions / "using.py"
    script.write_text(USING.format(path=[str(versions / "new"), str(versions)]))
    ran = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.stdout.split("\n")[:2] == ["True", "0 True"], ran.stderr


def test_what_this_process_changed_of_a_module_is_no_part_of_a_side(tmp_path, monkeypatch) -> None:
    """As in `check`: a patch that a test has put in would hide a difference, or make one."""
    (tmp_path / "patched_side.py").write_text("RATE = 3\n\n\ndef pay(n):\n    return n * RATE\n")
    (tmp_path / "other_side.py").write_text("def pay(n):\n    return n + n\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("patched_side.RATE", 2)
    sides, inputs = ("other_side:pay", "patched_side:pay"), [((2,), {}), ((0,), {})]
    record = search(*sides, inputs, calls=40, with_strategies=False, with_symbols=False)
    assert record.known_inputs == 1
    found = strength(*sides, inputs, most=4, time_s=20, workers=1)
    assert {one.fate for one in found.tried} <= {Fate.SEEN, Fate.BEHIND}
