"""What a recording survives, and that the program survives it."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from switchover.shadow.recording import Recording, RecordingError, RecordingSettings, finish, record
from switchover.shadow.recording.environment import recording_environment
from switchover.shadow.recording.merge import begin_folder
from switchover.shadow.recording.writing import Unwritable, needed_classes
from switchover.values import decode, encode

MODULE = "def double(x):\n    return 2 * x\n"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "robust_target.py").write_text(MODULE)
    return tmp_path


def started(project, program, *, settings=None, **more):
    """Start a program under a recording that is put together by hand."""
    folder = project / "calls"
    wish = settings or RecordingSettings(("robust_target:double",), "00", per_site=100_000)
    begin_folder(folder, wish, replace=True)
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=project,
        env=recording_environment(folder, os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )
    return process, folder


def ended(process):
    out, error = process.communicate(timeout=60)
    assert process.returncode == 0, error
    return out, error


def inputs(kept):
    lines = kept.file.read_text().splitlines() if kept.file.exists() else []
    return [json.loads(line) for line in lines]


def test_what_was_acknowledged_survives_a_kill(project):
    """Every call that had returned when the processes were killed is there, from each of them."""
    program = (
        "import os, sys; from robust_target import double\n"
        "for _ in range(2): os.fork()\n"
        "n = 0\n"
        "while True:\n"
        "    double((os.getpid(), n)); os.write(1, b'%d %d\\n' % (os.getpid(), n)); n += 1\n"
    )
    process, folder = started(project, program, start_new_session=True)
    said, count = [], Counter()
    while len(count) < 4 or min(count.values()) < 20:
        said.append(process.stdout.readline())
        count[said[-1].split()[0]] += 1
    os.killpg(process.pid, signal.SIGKILL)
    said += process.communicate()[0].splitlines()
    (kept,) = finish(folder)
    found = {tuple(each["args"][0]["$tuple"]) for each in inputs(kept)}
    whole = {tuple(map(int, line.split())) for line in said if len(line.split()) == 2}
    acknowledged = {each for each in whole if each[1] < max(n for p, n in whole if p == each[0])}
    assert len({pid for pid, _ in acknowledged}) == 4
    assert acknowledged <= found


def test_a_full_disk_ends_the_recording_and_not_the_program(project):
    """The program runs to its end; what fitted is kept, and it is told."""
    program = (
        "from robust_target import double\n"
        "print(sum(double(n) for n in range(3000)))\n"
    )  # fmt: skip
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))  # noqa: E731
    process, folder = started(project, program, preexec_fn=limit)
    out, error = ended(process)
    assert (out.strip(), error) == (str(2999 * 3000), "")
    (kept,) = finish(folder)
    assert "1 processes stopped recording: the disk was full" in kept.notes
    found = [each["args"][0] for each in inputs(kept)]
    assert found == list(range(len(found)))
    assert 100 < len(found) < 3000


def test_a_recording_has_a_limit_of_bytes(project):
    """Processes look at the size of the whole now and then, and stop."""
    program = "from robust_target import double\nfor n in range(400): double('x' * 4000 + str(n))"
    settings = RecordingSettings(("robust_target:double",), "00", most_bytes=500_000)
    process, folder = started(project, program, settings=settings)
    ended(process)
    assert sum(path.stat().st_size for path in (folder / ".parts").iterdir()) < 900_000
    (kept,) = finish(folder)
    assert "1 processes stopped recording: the recording had reached --most-bytes" in kept.notes


def test_a_program_that_closes_all_descriptors_loses_no_file_of_its_own(project):
    """Nothing is written into a file that got the number of the recording's."""
    program = (
        "import os; from robust_target import double\n"
        "double(1); os.closerange(3, 4096)\n"
        "fds = [os.open('mine', os.O_WRONLY | os.O_CREAT) for _ in range(800)]\n"
        "for n in range(200): double(n)\n"
        "print(os.path.getsize('mine'))\n"
    )
    process, folder = started(project, program)
    out, _ = ended(process)
    (kept,) = finish(folder)
    assert {each["args"][0] for each in inputs(kept)} == set(range(200))
    assert out.strip() == "0"


def test_modules_are_recorded_however_they_are_loaded(project):
    """Out of an archive, by a reload; and a loader keeps its place and serves others as before."""
    import zipfile

    with zipfile.ZipFile(project / "lib.zip", "w") as archive:
        archive.writestr("zipped_target.py", MODULE)
        archive.writestr("zipped_other.py", "ANSWER = 42\n")
    program = (
        "import sys, importlib; sys.path.insert(0, 'lib.zip')\n"
        "import zipped_target, zipped_other, robust_target, math\n"
        "for module in (zipped_target, robust_target): print(type(module.__loader__).__name__)\n"
        "print(zipped_target.__loader__ is zipped_other.__loader__ is zipped_target.__spec__.loader)\n"
        "zipped_target.double(1); robust_target.double(2)\n"
        "importlib.reload(robust_target); robust_target.double(3)\n"
        "print(math.floor(2.5), type(math.__loader__).__name__)\n"
    )
    targets = ("robust_target:double", "zipped_target:double", "math:floor")
    process, folder = started(project, program, settings=RecordingSettings(targets, "00"))
    out, _ = ended(process)
    assert out.splitlines()[:3] == ["zipimporter", "SourceFileLoader", "True"]
    assert out.splitlines()[3].startswith("2 ")
    found = {one.target: [each["args"] for each in inputs(one)] for one in finish(folder)}
    assert found["robust_target:double"] == [[2], [3]]
    assert found["zipped_target:double"] == [[1]]
    assert found["math:floor"] == [[2.5]]


def test_values_and_stacks_at_their_limits_cost_that_call_alone(project):
    """Deep, cyclic and large values, and a recursion to its end; the rest is kept."""
    (project / "robust_target.py").write_text(
        MODULE + "def down(n):\n    return 0 if n == 0 else 1 + down(n - 1)\n"
    )
    program = (
        "from robust_target import double, down\n"
        "deep, cycle = [], []\n"
        "for _ in range(3000): deep = [deep]\n"
        "cycle.append(cycle)\n"
        "for value in (deep, cycle, 'x' * 9_000_000, 3): double(value) and None\n"
        "print(down(50))\n"
        "try: down(10**6)\n"
        "except RecursionError: print('deep')\n"
        "double(4)\n"
    )
    targets = ("robust_target:double", "robust_target:down")
    settings = RecordingSettings(targets, "00", per_site=5000)  # more than the stack is deep
    process, folder = started(project, program, settings=settings)
    out, _ = ended(process)
    assert out.split() == ["50", "deep"]
    double, down = finish(folder)
    kept = [each["args"][0] for each in inputs(double)]
    assert kept[-2:] == [3, 4]
    assert double.left_out["calls that were larger than 8 MiB"] == 1
    assert set(range(51)) <= {each["args"][0] for each in inputs(down)}
    assert not [note for note in double.notes if "stopped" in note]


def test_places_are_sampled_evenly_and_weights_add_up(project):
    """Of 20,000 calls 50 stay, spread over all of them; another place keeps its own."""
    program = (
        "from robust_target import double\n"
        "for n in range(20_000): double(n)\n"
        "double(-1)\n"
    )  # fmt: skip
    settings = RecordingSettings(("robust_target:double",), "00", per_site=50)
    process, folder = started(project, program, settings=settings)
    ended(process)
    (kept,) = finish(folder)
    found = {each["args"][0]: each["weight"] for each in inputs(kept)}
    assert (kept.calls, kept.inputs, sum(found.values())) == (20_001, 51, 20_001)
    assert found.pop(-1) == 1
    assert min(found) < 5_000 < 15_000 < max(found)


def test_most_inputs_are_drawn_by_weight(tmp_path):
    """The heavy ones stay, and bear the weight of the others."""

    @record("weighed")
    def weighed(x):
        return x

    with Recording(tmp_path / "calls", most=10) as recording:
        for n in range(100):
            weighed(n)
        for _ in range(900):
            weighed(-1)
    (kept,) = [one for one in recording.kept if one.target == "weighed"]
    weights = {each["args"][0]: each["weight"] for each in inputs(kept)}
    assert len(weights) == 10
    assert sum(weights.values()) == 1000
    assert weights[-1] > 500


def test_in_code_a_function_records_while_a_recording_is_open(tmp_path):
    """It is the very same function before, within and after; two recordings are refused."""

    @record("noted")
    def noted(x, *, flag=False):
        if flag:
            raise ValueError(x)
        return x

    before, code = noted, noted.__code__
    noted(0)
    with Recording(tmp_path / "calls") as recording:
        noted(1)
        with pytest.raises(ValueError, match="2"):
            noted(2, flag=True)
        with pytest.raises(RecordingError, match="another recording is open"):
            Recording(tmp_path / "other")
    noted(3)
    assert noted is before
    assert noted.__code__ is code
    assert not hasattr(noted, "__wrapped__")
    (kept,) = [one for one in recording.kept if one.target == "noted"]
    assert [each["args"] for each in inputs(kept)] == [[1], [2]]
    with pytest.raises(RecordingError, match="takes a function"):
        record("len")(len)


def test_secrets_by_place_are_replaced(tmp_path):
    """Any number of steps with **, one with *; the key makes equal values equal."""

    @record("paid")
    def paid(order):
        return {"of": order}

    paths = ["$.args[0].card.*", "$.**.pin"]
    with Recording(tmp_path / "calls", secrets=["nick"], paths=paths) as recording:
        paid({"card": {"number": "4111", "name": "Ada"}, "deep": [{"pin": 12}], "nickname": "A"})
    (kept,) = [one for one in recording.kept if one.target == "paid"]
    (line,) = inputs(kept)
    given = line["args"][0]
    assert all(given["card"][name].startswith("secret:") for name in ("number", "name"))
    assert given["deep"][0]["pin"].startswith("secret:")
    assert given["nickname"].startswith("secret:")
    assert line["returned"]["of"]["deep"] == given["deep"]


def test_pytest_records_what_its_tests_call(project):
    """With `--record`, before any test module is imported; a recording is no warning of pytest's.

    The interpreter begins as under a recording, one that is over: its hook is there before pytest.
    """
    (project / "test_it.py").write_text(
        "from robust_target import double\ndef test_it(): assert double(4) == 8\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "--record", "robust_target:double"],
        cwd=project, capture_output=True, text=True, timeout=60,
        env=recording_environment(project / "over", os.environ),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "robust_target:double: 1 inputs of 1 calls" in done.stdout
    (line,) = Path(project, "calls", "robust_target.double.jsonl").read_text().splitlines()
    assert json.loads(line)["returned"] == 8


def test_a_killed_recording_is_put_together_later(project):
    """Its folder is refused by the next one until then."""
    program = "from robust_target import double; double(1); import time; print(1, flush=True); time.sleep(60)"
    process, folder = started(project, program)
    process.stdout.readline()
    time.sleep(0.05)
    process.kill()
    process.communicate()
    with pytest.raises(RecordingError, match="was not finished"):
        begin_folder(folder, RecordingSettings(("robust_target:double",), "00"), replace=False)
    (kept,) = finish(folder)
    assert kept.inputs == 1
    with pytest.raises(RecordingError, match="is there already"):
        begin_folder(folder, RecordingSettings(("robust_target:double",), "00"), replace=False)


def test_a_key_of_the_environment_keeps_hashes(tmp_path, monkeypatch):
    """In code as by the command: with one key equal secrets stay equal, without it they do not."""

    @record("signed_in")
    def signed_in(password):
        return len(password)

    def hashed(name):
        with Recording(tmp_path / name):
            signed_in("open sesame")
        return json.loads((tmp_path / name / "signed_in.jsonl").read_text())["args"]

    drawn = hashed("first"), hashed("second")
    monkeypatch.setenv("SWITCHOVER_RECORD_KEY", "a key of ours")
    kept = hashed("third"), hashed("fourth")
    assert drawn[0] != drawn[1]
    assert kept[0] == kept[1] != drawn[0]
    assert "sesame" not in str([drawn, kept])


def test_a_class_that_no_import_string_leads_to_is_no_option_for_readers():
    """Libraries name classes as nobody could import them: such a zone is of a class called after a place."""
    zone = type("Europe/Paris", (), {"__module__": "shop.zones"})
    tree = decode(encode(((zone(),), {})))
    with pytest.raises(Unwritable, match=r"hold shop\.zones\.Europe/Paris, which nothing can make"):
        needed_classes(tree)
