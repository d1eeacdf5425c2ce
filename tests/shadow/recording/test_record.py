"""A program under a recording: what is kept of it, and that it behaves as it does without."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from commands import typed as command
from shadow.recording.programs import PROGRAM, SHOP

from switchover.migrations.source import Lines
from switchover.values import from_text

TARGETS = [
    "shop.old:price",
    "shop.old:Cart.add",
    "shop.old:Cart.of",
    "shop.old:Cart.norm",
    "shop.old:squares",
    "shop.old:login",
    "shop.old:ticks",
    "shop.old:cached",
    "shop.old:append",
    "shop.old:nope",
    "shop.old:Order",
    "shop.other:price",
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("recorded")
    (folder / "shop").mkdir()
    (folder / "shop" / "__init__.py").touch()
    (folder / "shop" / "old.py").write_text(SHOP)
    (folder / "program.py").write_text(PROGRAM)
    return folder


@pytest.fixture(scope="module")
def recorded(project):
    """The program with all its processes, recorded; with a `sitecustomize` of its own."""
    own = project / "own"
    own.mkdir()
    (own / "sitecustomize.py").write_text("import sys; sys.own_site = True\n")
    done = command(
        project, "record", *TARGETS, "--per-site", "100", "--", "program.py", "all",
        env={"PYTHONPATH": str(own), "SWITCHOVER_RECORD_DEBUG": "1"},
    )  # fmt: skip
    return done, project / "calls"


def lines(folder, target):
    path = folder / f"{target}.jsonl"
    return [from_text(line) for line in path.read_text().splitlines()]


def test_a_recorded_program_behaves_as_it_does_without(project, recorded):
    """What it prints (values, errors, tracebacks, signatures, pickles) and its exit code."""
    done, _ = recorded
    plain = subprocess.run(
        [sys.executable, "program.py", "all"], cwd=project, capture_output=True, text=True
    )
    assert plain.returncode == done.returncode == 3
    assert done.stdout.splitlines() == plain.stdout.splitlines()
    assert "not recorded" not in done.stderr


def test_arguments_are_kept_as_they_were_with_answers_errors_and_places(recorded):
    """Child processes, forks and a process that was killed included; equal inputs once."""
    _, folder = recorded
    everything = lines(folder, "shop.old.price")
    wrong = [each for each in everything if each["args"] in ([], [1, 2, 3])]
    assert {each["raised"].type for each in wrong} == {"TypeError"}, "a wrong call is an answer too"
    found = [each for each in everything if each not in wrong]
    weights = {
        (str(each["args"][0].fields["id"]), "raised" in each): each["weight"] for each in found
    }
    assert weights == {
        ("0", False): 3, ("1", False): 3, ("2", False): 1, ("1", True): 1, ("7", False): 500,
        ("99", False): 1, ("1000", False): 1,
    }  # fmt: skip
    assert all(each["site"].rpartition(":")[2].isdigit() for each in found)
    assert all(each["seconds"] > 0 for each in found)
    (raised,) = [each for each in found if "raised" in each]
    assert raised["raised"].type == "ValueError"


def test_methods_generators_coroutines_and_caches_are_recorded(recorded):
    """Each as its caller sees it; a class method without its class."""
    _, folder = recorded
    assert [each["args"] for each in lines(folder, "shop.old.Cart.norm")] == [[-3], [4]]
    assert [each["args"] for each in lines(folder, "shop.old.Cart.of")] == [[1, 2]]
    add = lines(folder, "shop.old.Cart.add")
    assert [each["args"][1] for each in add] == [1, 2, [3]]
    assert add[1]["args"][0].fields == {"items": [1]}, "before the call"
    assert add[1]["after"]["args"][0].fields == {"items": [1, 2]}
    squares = {each["args"][0]: each.get("returned") for each in lines(folder, "shop.old.squares")}
    assert squares[3].fields["items"] == [0, 1, 4]
    assert squares[3].fields["returned"] == 3
    assert squares[5] is None, "what was not read to its end has no answer"
    assert squares[9] is None, "nor has what was sent a value"
    (ticks,) = lines(folder, "shop.old.ticks")
    assert ticks["returned"].fields["items"] == [0, 1, 2]
    (cached,) = lines(folder, "shop.old.cached")
    assert (cached["args"], cached["returned"], cached["weight"]) == ([1], 2, 2)
    (append,) = lines(folder, "shop.old.append")
    assert (append["args"], append["after"]["args"]) == ([[1], 2], [[1, 2], 2])


def test_secrets_are_replaced_wherever_they_stand(recorded):
    """By field, by parameter, and within the texts of the same call; equal stays equal."""
    _, folder = recorded
    assert "hunter2" not in "".join(path.read_text() for path in folder.iterdir())
    ada, eve = lines(folder, "shop.old.login")
    assert ada["kwargs"]["password"] == eve["args"][1] == ada["returned"]["token"]
    assert ada["returned"]["who"] == "ada"
    assert eve["raised"].fields["args"] == (f"not with {eve['args'][1]}",)


def test_what_was_kept_and_what_was_not_is_told(recorded):
    """Per target, with the reason where there is nothing."""
    done, folder = recorded
    said = done.stderr
    assert "shop.old:price: 9 inputs of 512 calls from 5 places" in said
    assert 'classes = ["shop.old:Order"]' in said
    assert "there is no 'nope'" in said
    assert "shop.old:Order is a class" in said
    assert "shop.other:price: no input; it was never imported by what ran" in said
    assert not (folder / ".parts").exists()


def test_a_recording_is_a_corpus(project, recorded):
    """Its lines are read as inputs; classes only where they are allowed."""
    _, folder = recorded
    sys.path.insert(0, str(project))
    try:
        from shop.old import Order

        path = folder / "shop.old.price.jsonl"
        calls = list(Lines(path, classes={"shop.old.Order": Order}).read())
        assert ((Order(99, 7),), {}) in calls
        (refused, *_) = Lines(path).read()
        assert "--class" in refused.remedy
    finally:
        sys.path.remove(str(project))
        for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
            del sys.modules[name]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--", "pytest"], "name what to record"),
        (["shop.old:price"], "name the command that calls it"),
        (["shop.old:price", "--", "no-such-program-x"], "there is no such program"),
        (["shop.old:price", "--secret", "$..x", "--", "program.py"], "cannot be read at character"),
        (["--finish", "nowhere"], "holds no recording to finish"),
        (["shop.old:price", "--", "program.py"], "is there already: give --replace"),
    ],
)
def test_a_call_that_cannot_be_used_is_refused_before_anything_runs(project, recorded, words, text):
    """Exit 2, with what to do."""
    done = command(project, "record", *words)
    assert done.returncode == 2
    assert text in done.stderr
    assert done.stdout == ""


def test_nothing_recorded_is_an_error(project):
    """A command that ends well and calls nothing leaves no corpus."""
    done = command(
        project,
        "record",
        "shop.old:price",
        "--out",
        "none",
        "--json",
        "--",
        sys.executable,
        "-c",
        "print(1)",
    )
    assert done.returncode == 2, done.stderr
    assert done.stdout, done.stderr
    assert json.loads(done.stdout)["targets"][0]["calls"] == 0
    assert list(Path(project, "none").iterdir()) == []
    bare = [sys.executable, "-S", "-c", "import shop.old"]
    done = command(project, "record", "shop.old:price", "--out", "none", "--", *bare)
    assert done.returncode == 2
    assert "ran in no Python that was recorded" in done.stderr, "it was imported, unseen"
