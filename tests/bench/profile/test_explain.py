"""Both sides under the profiler, in a real launch."""

import itertools
import json

import pytest

from switchover.bench.profile import Explanation, explain, html, write
from switchover.bench.profile.sampling import inner, interval
from switchover.bench.records import from_json, to_json

INPUTS = [((",".join(map(str, range(count))),), {}) for count in (100, 200)]


def explained(control, candidate, time_s=1.0):
    names = (f"bench.profile.workload:{name}" for name in (control, candidate))
    return explain(*names, INPUTS, time_s=time_s)


def test_the_slower_function_is_named_first():
    """What the candidate added carries most of the difference, and what both do carries none."""
    found = explained("old", "new", time_s=1.5)
    shares = {each.function.partition(" ")[0]: each.share for each in found.functions}
    assert found.functions[0].function.startswith("spin")
    assert shares["spin"] > 0.5
    assert (shares["parse"] or 0) < 0.3
    assert found.candidate_s > found.control_s > 0
    assert found.control_calls == found.candidate_calls


def test_no_two_blocks_sample_in_one_rhythm():
    """Samples at one fixed interval fall into step with even calls and see the same place of them."""
    rhythms = sorted(interval(block) for block in range(40))
    assert rhythms[0] > 0
    assert rhythms[-1] / rhythms[0] > 3
    gaps = [right - left for left, right in itertools.pairwise(rhythms)]
    assert min(gaps) > 0
    assert max(gaps) < 3 * (rhythms[-1] - rhythms[0]) / len(gaps)


def test_waiting_is_part_of_an_async_call():
    """Time that a coroutine awaits is shown as such."""
    found = explained("old_awaited", "waits_longer")
    assert found.functions[0].function == "[await]"
    assert found.candidate_s - found.control_s == pytest.approx(0.003, rel=0.6)


def test_a_profile_is_written(tmp_path):
    """The graph, its page piece and a speedscope file for each side land in the directory."""
    found = explained("old", "new", time_s=0.3)
    paths = write(found, tmp_path / "profile")
    assert sorted(path.name for path in paths) == [
        "candidate.speedscope.json",
        "control.speedscope.json",
        "difference.html",
        "difference.svg",
    ]
    assert all(path.stat().st_size for path in paths)
    assert json.loads(paths[-1].read_text())["profiles"][0]["weights"]
    assert "spin" in html(found)
    assert from_json(to_json(found), Explanation) == found


def test_a_raising_side_is_said():
    """A side that raises is profiled as far as it goes, with a warning."""
    found = explained("old", "raises", time_s=0.2)
    assert "ValueError" in found.warnings[0]


def test_a_closure_is_profiled():
    """What only a fork can carry is profiled as well."""
    found = explain(lambda text: text.split(","), lambda text: [*text], INPUTS, time_s=0.2)
    assert found.control_calls > 0


def test_without_pyinstrument_it_says_what_to_install(monkeypatch):
    """Where pyinstrument is missing there is a warning and no profile."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    found = explain("math:sqrt", "math:sqrt", [((4,), {})])
    assert "pip install 'switchover[bench]'" in found.warnings[0]
    assert found.functions == ()


def test_only_the_call_under_test_is_kept():
    """Frames above the call are cut off, and samples in our own work are dropped."""
    ours = inner.__code__.co_filename
    call = [f"main\0{ours}\x001", f"_once\0{ours}\x002", "f\0/user.py\x003", "[await]"]
    assert inner(call) == ("f\0/user.py", "[await]\0")
    assert inner([f"main\0{ours}\x001", f"_next\0{ours}\x002", "loads\0<built-in>\x000"]) == ()
    assert inner(["elsewhere\0/user.py\x001"]) == ()
