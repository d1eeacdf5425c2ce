"""A revision's files are held apart, and its code is what the control runs."""

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from switchover import bench
from switchover.bench.against import checkout
from switchover.bench.against.revision import path_at
from switchover.bench.errors import BenchError, RevisionError

WORK = """
def work(units):
    total = 0
    for _ in range({units}):
        total += 1
    return total
"""
SAMPLE = bench.Pair(
    control="against_sample:run",
    candidate="against_sample:run",
    inputs=[((5_000,), {})],
    against="HEAD",
)


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository whose working tree does half more work than its last commit."""
    source = tmp_path / "src"
    source.mkdir()
    (source / "against_helper.py").write_text(WORK.format(units="units"))
    (source / "against_sample.py").write_text(
        "from against_helper import work\ndef run(units): return work(units)\n"
    )
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=n", "-c", "user.email=e@x", "commit", "-qm", "first"],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    (source / "against_helper.py").write_text(WORK.format(units="units + units // 2"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(source)
    return tmp_path


def test_a_checkout_holds_the_revision(repository):
    """Files are as committed, the working tree is untouched, and nothing stays behind."""
    with checkout("HEAD") as held:
        committed = (held.folder / "src" / "against_helper.py").read_text()
        assert "units // 2" not in committed
        assert str(held.folder / "src") in held.path
        assert len(held.commit) == 40
    assert not held.folder.exists()
    assert "units // 2" in (repository / "src" / "against_helper.py").read_text()
    worktrees = subprocess.run(
        ["git", "worktree", "list"], cwd=repository, capture_output=True, text=True, check=True
    )
    assert len(worktrees.stdout.splitlines()) == 1


def test_a_python_without_archive_filters_will_do(repository, monkeypatch):
    """Python 3.11.2, which Debian 12 brings, knows no filters of extraction; revisions work there."""
    real = tarfile.TarFile.extractall
    monkeypatch.delattr(tarfile, "data_filter", raising=False)
    monkeypatch.setattr(tarfile.TarFile, "extractall", lambda self, path: real(self, path))
    with checkout("HEAD") as held:
        assert (held.folder / "src" / "against_helper.py").exists()


def test_an_unknown_revision_is_refused(repository):
    """A revision that is not there is named."""
    with pytest.raises(RevisionError, match="nonsense"), checkout("nonsense"):
        pass


@pytest.mark.usefixtures("repository")
def test_a_revision_is_never_an_option():
    """A revision that looks like an option is not taken for one."""
    with pytest.raises(RevisionError), checkout("--all"):
        pass


def test_outside_of_a_repository_is_refused(tmp_path):
    """Without a repository the error says so; without such a revision it says what to name."""
    refused = pytest.raises(RevisionError, match=r"lies in no git repository .*not a git repo")
    with refused, checkout("HEAD", repository=tmp_path):
        pass
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True, timeout=30)
    refused = pytest.raises(RevisionError, match=r"has no revision 'HEAD': name one of its commits")
    with refused, checkout("HEAD", repository=tmp_path):
        pass


def test_only_the_repository_moves():
    """Of the import path only the repository's own entries are moved."""
    root, folder = Path("/repo"), Path("/copy")
    path = ["/repo/src", "/usr/lib/python3", "/repo/.venv/lib/site-packages", sys.prefix, "/repo"]
    moved = path_at(path, root=root, folder=folder)
    assert moved == ["/copy/src", *path[1:4], "/copy"]


@pytest.mark.alone  # it judges time
@pytest.mark.usefixtures("repository")
def test_a_regression_since_the_revision_is_found():
    """For real: the control runs the committed helper, the candidate the changed one."""
    record = bench.measure(SAMPLE, bench.Options(time_s=8, answers="differ"))
    assert record.verdict == "fail", record.reasons
    assert record.witnesses[0].ratio == pytest.approx(1.5, abs=0.05)
    assert len(record.against) == 40


@pytest.mark.usefixtures("repository")
def test_a_revision_can_be_loaded_by_callers():
    """For real: concurrent callers reach both versions."""
    record = bench.measure(SAMPLE, bench.Options(time_s=0.5, callers=3, answers="differ"))
    assert record.verdict != "pass"
    assert record.latency.callers == 3
    assert record.latency.pairs > 0


@pytest.mark.usefixtures("repository")
def test_what_is_not_in_the_repository_is_refused():
    """A control that is the same in every revision is no comparison, and no pass."""
    pair = bench.Pair(control="json:loads", candidate="json:loads", against="HEAD")
    record = bench.measure(pair)
    assert record.verdict == "inconclusive"
    assert "json:loads is not part of the revision" in record.reasons[0]


def test_what_the_revision_lacks_is_said(repository):
    """A function that came after the revision cannot be compared with it; the message says why."""
    (repository / "src" / "against_newer.py").write_text("def run(units): return units\n")
    name = "against_newer:run"
    record = bench.measure(
        bench.Pair(control=name, candidate=name, inputs=[((1,), {})], against="HEAD")
    )
    assert record.verdict == "inconclusive"
    assert f"the revision does not have it: {name}: no module" in record.reasons[0]


@pytest.mark.usefixtures("repository")
def test_a_callable_has_no_earlier_revision():
    """Only an import string can be looked up at another revision."""
    with pytest.raises(BenchError, match="module:function"):
        bench.measure(bench.Pair(control=len, candidate=len, against="HEAD"))
