"""The proof of the tests is about what is there: modules, defects, equivalents, what was seen."""

import json
from collections import defaultdict

import pytest

from strength.__main__ import EQUIVALENT, still_true
from strength.killer import Killer, killer_of
from strength.modules import ROOT, deciding, planned
from strength.named import DEFECTS, named


def test_every_module_and_every_defect_is_where_it_is_looked_for():
    """A module that has another name, or a line that was written anew, is said at once."""
    assert len(dict(deciding())) > 50
    assert len(list(named())) == len(DEFECTS) == 24
    assert all(each.lines for each in named())  # or no test would be tried


def test_what_is_listed_as_changing_nothing_can_still_be_planted():
    """Each with its reason; what the code no longer has is no excuse."""
    listed = defaultdict(set)
    for each in json.loads(EQUIVALENT.read_text()):
        assert each["reason"]
        listed[each["key"][0]].add(tuple(each["key"]))
    for file, keys in listed.items():
        assert keys <= {mutant.key for mutant in planned(ROOT / file)}


def test_only_what_changed_is_seen_anew(tmp_path):
    """A test whose file, or one of whose modules, is another one; and all where nothing is known."""
    file, files = tmp_path / "reach.json", {"a.py": "1", "b.py": "1", "test_a.py": "1"}
    tests = {
        "test_a.py::one": {"seconds": 1, "lines": {"a.py": [1]}},
        "test_b.py::two": {"seconds": 1, "lines": {"a.py": [1], "b.py": [2]}},
    }
    assert still_true(file, files) == ({}, set(files))
    file.write_text(json.dumps({"files": files, "tests": tests}))
    assert still_true(file, files) == (tests, set())
    for changed, kept in (
        ("b.py", ["test_a.py::one"]),
        ("test_a.py", ["test_b.py::two"]),
        ("a.py", []),
    ):
        known, said = still_true(file, {**files, changed: "2"})
        assert (list(known), said) == (kept, {changed})
    assert still_true(file, {"a.py": "1", "test_a.py": "1"})[1] == {"b.py"}


def test_the_first_test_that_fails_is_the_one_that_killed(tmp_path, pytester_report):
    """With whether the clock ended it; none where none failed."""
    killer = Killer(tmp_path / "by")
    assert killer_of(tmp_path / "by") == ("", False)
    killer.pytest_runtest_logreport(pytester_report("a", "passed", ""))
    assert killer_of(tmp_path / "by") == ("", False)
    killer.pytest_runtest_logreport(pytester_report("b", "failed", "Timeout (>30.0s) from x"))
    killer.pytest_runtest_logreport(pytester_report("c", "failed", "assert"))
    assert killer_of(tmp_path / "by") == ("b", True)


@pytest.fixture
def pytester_report():
    def made(name, outcome, said):
        return pytest.TestReport(
            nodeid=name,
            location=("", 0, ""),
            keywords={},
            outcome=outcome,
            longrepr=said,
            when="call",
        )

    return made
