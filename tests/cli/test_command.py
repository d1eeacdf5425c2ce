"""The command as a shell sees it: exit codes, both streams, bad input of each kind."""

from __future__ import annotations

import errno
import functools
import importlib
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest
from commands import typed

from switchover.cli import main

SIDES = """
import time
print("noise on import")
def old(x):
    print("noise of a side")
    return x
def new(x):
    return x
def wrong(x):
    return x + (x == 3)
def slow(x):
    time.sleep(0.02)
    return x
NOT_CALLABLE = 3
INPUTS = [((n,), {}) for n in range(5)]
MANY = [((n,), {}) for n in range(2000)]
NONE = []
"""
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project's folder, with a module and inputs in it."""
    (tmp_path / "shop.py").write_text(SIDES)
    (tmp_path / "good.jsonl").write_text('{"args": [1]}\n{"args": [3]}\n')
    return tmp_path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Call the command in that folder, in this process: its streams are the real descriptors."""

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "path", [*sys.path])
        monkeypatch.delitem(sys.modules, "shop", raising=False)
        importlib.invalidate_caches()
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        return subprocess.CompletedProcess(
            arguments, int(ended.value.code or 0), *capfd.readouterr()
        )

    return call


@pytest.fixture
def shell(folder: Path) -> Run:
    """Call the command in that folder as a process of its own, where that is the point."""

    return functools.partial(typed, folder)


def pair(candidate: str = "new", corpus: str = "shop:INPUTS") -> tuple[str, ...]:
    """The options that name a pair of the project's module."""
    return ("--control", "shop:old", "--candidate", f"shop:{candidate}", "--corpus", corpus)


@pytest.mark.parametrize(
    ("candidate", "corpus", "code"),
    [("new", "good.jsonl", 0), ("wrong", "good.jsonl", 1), ("new", "shop:NONE", 3)],
)
def test_the_verdict_is_the_exit_code(run: Run, candidate: str, corpus: str, code: int) -> None:
    """0 pass, 1 fail, 3 inconclusive; the current directory can be imported from."""
    done = run("shadow", *pair(candidate, corpus))
    assert done.returncode == code, done.stderr
    assert done.stdout.splitlines()[-1].endswith("; the report is out/report.html")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "nothing to run: there is no switchover.toml here"),
        (("--control", "shop:old"), "--candidate is missing"),
        (("--control", "shop:old", "--candidate", "shop:new"), "--corpus is missing"),
        (("no-such-plan",), "no-such-plan: no such plan; shipped plans: "),
        (("json-orjson", "--control", "shop:old"), "only one of them"),
        (("--control", "quaintwaress:old", *pair()[2:]), "no module 'quaintwaress' in the import path; did you mean quaintwares?"),
        (pair("neww"), "shop:neww: no 'neww' in shop; did you mean new?"),
        (pair("NOT_CALLABLE"), "cannot be called"),
        (pair(corpus="0.txt"), "0.txt: no such corpus; name a file of JSON lines"),
        (pair(corpus="badd.jsonl"), "badd.jsonl: no such corpus; did you mean 'bad.jsonl'?"),
        (pair(corpus="bad.jsonl"), "bad.jsonl:2:1: not JSON: Expecting value (got nonsense)"),
        (pair(corpus="binary.jsonl"), "binary.jsonl:1:1: not UTF-8 text"),
        (pair(corpus="shop:NOT_CALLABLE"), "is no iterable of inputs"),
        ((*pair(), "--rules", "none.toml"), "none.toml: cannot be read: No such file or directory"),
        (("bad.toml",), "bad.toml:1:1: unknown key 'nmae'; did you mean 'name'?"),
        ((*pair(), "--out", "good.jsonl/x"), "Not a directory"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_before_anything_runs(
    run: Run, folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    """Exit code 2, what and where on standard error, no traceback, no report."""
    (folder / "bad.jsonl").write_text('{"args": [1]}\nnonsense\n')
    (folder / "quaintwares.py").write_text("")  # like nothing that could be installed
    (folder / "binary.jsonl").write_bytes(b"\xff\xfb\n")
    (folder / "bad.toml").write_text('nmae = "x"\n')
    done = run("check", *arguments)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "noise of a side" not in done.stderr
    assert done.stdout == ""
    assert not (folder / "out" / "report.html").exists()


@pytest.mark.parametrize(
    "option",
    [
        ("--budget", "-1"),
        ("--budget", "x"),
        ("--time", "0"),
        ("--seed", "-1"),
        ("--timeout", "0"),
        ("--inconclusive", "maybe"),
        ("--nope", "1"),
    ],
)
def test_an_option_out_of_range_is_a_usage_error(run: Run, option: tuple[str, str]) -> None:
    """The option is named."""
    done = run("check", *pair(), *option)
    assert done.returncode == 2
    assert option[0] in done.stderr


def test_json_stands_alone_on_standard_output(shell: Run) -> None:
    """Whatever the sides and their modules print goes to standard error."""
    done = shell("shadow", *pair("wrong"), "--json")
    found = json.loads(done.stdout)
    assert (found["verdict"], found["exit_code"], done.returncode) == ("fail", 1, 1)
    assert found["plans"][0]["pairs"][0]["differences"][0]["path"] == "$"
    assert "noise of a side" in done.stderr


def test_everything_is_run_and_can_be_judged_again_from_its_records(run: Run, folder: Path) -> None:
    """A whole check; then report and gate work without running anything."""
    done = run("check", *pair(), "--time", "1", "--seed", "7", "--inconclusive", "pass")
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((folder / "out" / "verdict.json").read_bytes())
    assert found["seed"] == 7
    assert [check["check"] for check in found["plans"][0]["pairs"][0]["checks"]] == [
        "shadow",
        "latency",
        "memory",
        "leaks",
    ]
    (folder / "shop.py").unlink()
    assert json.loads(run("gate", "out", "--json").stdout) == found
    again = run("report", "out/records.json", "--out", "elsewhere")
    assert again.returncode == 0
    assert (folder / "elsewhere" / "report.html").read_text() == (
        folder / "out" / "report.html"
    ).read_text()


def test_bench_prints_the_records_of_its_measurements(run: Run, folder: Path) -> None:
    """The documented fields are there for each pair; later runs can be judged beside them."""
    named = ("--control", "math:sqrt", "--candidate", "math:sqrt", "--corpus", "good.jsonl")
    done = run("bench", *named, "--time", "0.5", "--callers", "2", "--json")
    suite = json.loads(done.stdout)
    (found,) = suite["pairs"]
    assert set(ASKED.split()) <= set(found)
    assert None not in (found["memory"], found["leaks"], found["latency"])
    assert found["latency"]["callers"] == 2
    tried = suite["self_check"]  # after a fail alone
    assert (tried is None) >= (suite["fit"] is None)
    assert tried is None or {"ratio", "low", "high", "level"} == set(tried)
    assert found["sample"]["total"] == found["inputs"] > 0
    (folder / "then.json").write_text(done.stdout)
    again = run("bench", *named, "--time", "1", "--against-record", "then.json", "--explain")
    assert "record: " in again.stdout
    (pair,) = json.loads((folder / "out" / "verdict.json").read_bytes())["plans"][0]["pairs"]
    assert pair["record"]["basis"] in ("counts", "time", "nothing")
    assert list((folder / "out").glob("*/*/profile/candidate.speedscope.json"))


ASKED = "name verdict clock ratio low high level launches pairs seconds reasons memory leaks environment"


def test_bench_takes_the_control_from_a_revision(run: Run, folder: Path) -> None:
    """A control that is gone since can be measured, by its latency alone; the commit is named."""
    git(folder, "init", "-q")
    git(folder, "add", "shop.py")
    git(folder, "commit", "-q", "-m", "first")
    (folder / "shop.py").write_text(SIDES.replace("def old", "def renamed"))
    named = ("--control", "shop:old", "--candidate", "shop:new", "--corpus", "good.jsonl")
    assert run("bench", *named, "--time", "0.5").returncode == 2
    done = run("bench", *named, "--time", "0.5", "--against", "HEAD", "--json")
    (found,) = json.loads(done.stdout)["pairs"]
    assert len(found["against"]) == 40
    assert found["memory"] is None
    assert found["clock"] is not None
    text = (folder / "shop.py").read_text()
    (folder / "shop.py").write_text(text + "\n\ndef new(*args, **kwargs):\n    return 'changed'\n")
    compared = run("shadow", *named[2:], "--against", "HEAD")
    assert compared.returncode == 1, compared.stderr
    assert "shop:new → shop:new" in compared.stdout
    assert "--against HEAD --pair new --only 0" in compared.stdout


def git(folder: Path, *arguments: str) -> None:
    """Call git with a name of our own."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, timeout=30)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--against", "nowhere"), "lies in no git repository"),
        (("--against", "HEAD", "--explain"), "--explain needs both sides here"),
        (("--against-record", "none.json"), "none.json: no such record"),
        (("--against-record", "good.jsonl"), "good.jsonl: not a SuiteRecord"),
        (("--against-record", "other.json"), "other.json: holds no measurement"),
        (("--callers", "0"), "--callers"),
    ],
)
def test_bench_refuses_what_it_cannot_measure_against(
    run: Run, folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    """Exit code 2, in one line."""
    (folder / "other.json").write_text('{"verdict": "pass", "pairs": [], "environment": {}}')
    done = run("bench", *pair(), *arguments)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_raw_lines_come_from_standard_input(shell: Run) -> None:
    """`-` reads what is piped in."""
    done = shell(
        "shadow",
        "--control",
        "builtins:len",
        "--candidate",
        "operator:length_hint",
        "--corpus",
        "-",
        "--raw",
        given="a\nüü\n",
    )
    assert done.returncode == 0, done.stderr
    assert "2 match" in done.stderr


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_keeps_what_was_done(folder: Path, end: signal.Signals) -> None:
    """Ended by hand, by CI or with its terminal: exit code 130, a report of the part, no traceback, nothing left behind."""
    line = [
        sys.executable,
        "-m",
        "switchover.cli",
        "check",
        "--control",
        "shop:slow",
        "--candidate",
        "shop:slow",
        "--corpus",
        "shop:MANY",
    ]
    with subprocess.Popen(
        line, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        observations = folder / "out" / "shop-slow-shop-slow" / "slow" / "observations.jsonl"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (
            observations.exists() and observations.stat().st_size
        ):
            time.sleep(0.05)
        process.send_signal(end)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert "inconclusive; the report is out/report.html" in out
    found = json.loads((folder / "out" / "verdict.json").read_bytes())
    assert found["interrupted"]
    assert 0 < found["plans"][0]["pairs"][0]["outcomes"]["match"] < 2000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told_in_one_line(run: Run, folder: Path) -> None:
    """Neither a traceback nor a pass."""
    run("shadow", *pair())
    for words in (("gate", "--json"), ("--help",)):
        with Path("/dev/full").open("w") as full:
            line = [sys.executable, "-m", "switchover.cli", *words]
            done = subprocess.run(
                line, cwd=folder, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
                check=False,
            )  # fmt: skip
        assert done.returncode == 2, words
        assert done.stderr.strip() == f"switchover: standard output: {os.strerror(errno.ENOSPC)}", (
            words
        )


def test_a_reader_that_goes_away_is_no_crash(folder: Path, run: Run) -> None:
    """`switchover gate | head -1` ends quietly."""
    run("shadow", *pair())
    script = f"{sys.executable} -m switchover.cli gate --json | head -c 1"
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in done.stderr


def test_names_of_any_language_work(shell: Run, folder: Path) -> None:
    """Folders, files and values with spaces and letters beyond ASCII."""
    (folder / "Übung 一").mkdir()
    (folder / "Übung 一" / "eingabe ß.txt").write_text("größer 😀\n")
    done = shell(
        "shadow",
        "--control",
        "builtins:str.upper",
        "--candidate",
        "builtins:str.lower",
        "--corpus",
        "Übung 一/eingabe ß.txt",
        "--raw",
        "--out",
        "aus gabe é",
        env={"LC_ALL": "C"},
    )
    assert done.returncode == 1, done.stderr
    assert "größer 😀" in (folder / "aus gabe é" / "report.html").read_text(encoding="utf-8")


def test_init_writes_a_plan_that_checks(run: Run, folder: Path) -> None:
    """From two import strings to a verdict in two calls; a file that is there is kept."""
    assert run("init", "shop:old", "shop:new", "--corpus", "good.jsonl").returncode == 0
    assert run("shadow").returncode == 0
    again = run("init", "shop:old", "shop:new")
    assert again.returncode == 2
    assert "is there already; use --force" in again.stderr
    assert run("init", "shop:old", "shop:nwe").returncode == 2


def test_init_takes_the_pair_as_every_other_command_does(run: Run, folder: Path) -> None:
    """`--control` and `--candidate`, as the README writes it; a pair named twice is a question."""
    pair = ("--control", "shop:old", "--candidate", "shop:new")
    assert run("init", *pair, "--corpus", "good.jsonl").returncode == 0
    assert 'control = "shop:old"' in (folder / "switchover.toml").read_text(encoding="utf-8")
    twice = run("init", "shop:new", *pair, "--force")
    assert twice.returncode == 2
    assert "the control is given twice: shop:new and --control shop:old" in twice.stderr
    lonely = run("init", "shop:old")
    assert lonely.returncode == 2
    assert "--candidate is missing; write: switchover init" in lonely.stderr


@pytest.mark.parametrize(
    "line", [["switchover", "--version"], ["switchover", "-V"], ["switchover.cli", "--version"]]
)
def test_the_version_needs_no_command(line: list[str]) -> None:
    """As a script, as a module, and as the module of the room."""
    done = subprocess.run(
        [sys.executable, "-m", *line], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, metadata.version("switchover"))


def test_a_command_that_is_nearly_right_is_answered_with_the_right_one(run: Run) -> None:
    """A slip of the finger costs no look into the help."""
    done = run("chek")
    assert done.returncode == 2
    assert "No such command 'chek'. Did you mean 'check'?" in done.stderr


def test_flags_name_no_type(run: Run) -> None:
    """A flag takes no value, so its help asks for none."""
    for line in (["check"], ["init"], ["run"], ["corpus"], ["corpus", "strength"]):
        assert "<bool>" not in run(*line, "--help").stdout


def test_the_shell_completes_commands_and_options() -> None:
    """What `--install-completion` sets up answers with names."""
    script = {"_SWITCHOVER_COMPLETE": "complete_bash", "COMP_CWORD": "2"}
    done = typed(None, env={**script, "COMP_WORDS": "switchover check --shi"})
    assert done.stdout.split() == ["--shipped"]


def test_a_byte_order_mark_is_no_error(run: Run, folder: Path) -> None:
    """Editors write it; it belongs to the file and not to its first line."""
    text = (folder / "good.jsonl").read_bytes()
    (folder / "marked.jsonl").write_bytes(b"\xef\xbb\xbf" + text)
    pair = ("--control", "shop:old", "--candidate", "shop:new")
    done = run("shadow", *pair, "--corpus", "marked.jsonl")
    assert done.returncode == 0, done.stderr


def test_help_is_quick_and_loads_no_command(tmp_path: Path) -> None:
    """The list of commands needs neither pandas nor a measurement; a run here needs no server's."""
    flow = tmp_path / "flow.yaml"
    flow.write_text("id: flow\ntasks:\n  - {id: a, tool: echo, with: {n: 1}}\n")
    script = "import sys, switchover.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: pass\nheavy = {'pandas', 'matplotlib', 'memray', 'pydantic', 'switchover.bench', 'switchover.reports', 'switchover.engine'} & set(sys.modules)\nassert not heavy, heavy"
    script += "\ntry: c.main(['run', sys.argv[1], '--echo'])\nexcept SystemExit as end: assert not end.code\nservers = {'temporalio', 'psycopg', 'redis'} & set(sys.modules)\nassert not servers, servers"
    done = subprocess.run(
        [sys.executable, "-c", script, str(flow)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for name in ("check", "init", "doctor", "shadow", "bench", "report", "gate"):
        assert name in done.stdout


@pytest.mark.parametrize(
    "command", ["check", "init", "doctor", "shadow", "bench", "report", "gate"]
)
def test_every_command_has_help_with_examples(run: Run, command: str) -> None:
    """`--help` shows how it is called."""
    done = run(command, "--help")
    assert done.returncode == 0
    assert f"switchover {command}" in done.stdout.replace("Usage: switchover", "")


PRICES = {
    "before": "def price(n): return {'total': n}",
    "after": "import os\ndef price(n):\n    if n == 3: os._exit(0)\n    return {'total': n + (n == 2)}",
}


@pytest.fixture
def priced(folder: Path) -> tuple[str, ...]:
    """Two sides that differ at one input, and of which one ends its process at another."""
    for name, text in PRICES.items():
        (folder / f"{name}.py").write_text(text)
    lines = [json.dumps({"args": [n]}) for n in range(5)]
    (folder / "priced.jsonl").write_text("\n".join([*lines, "{]"]))
    return (
        *("--control", "before:price", "--candidate", "after:price"),
        *("--corpus", "priced.jsonl", "--skip-malformed"),
    )


def test_a_difference_can_be_read_and_run_alone_wherever_it_is_told(
    shell: Run, folder: Path, priced: tuple[str, ...]
) -> None:
    """Path, both values, the input's number and the command: in each form; it runs that input."""
    done = shell("shadow", *priced)
    assert done.returncode == 1
    forms = [
        done.stdout,
        *((folder / "out" / f"report.{end}").read_text() for end in ("md", "html")),
    ]
    forms += [(folder / "out" / name).read_text() for name in ("verdict.json", "junit.xml")]
    for form in forms:
        for told in ("$.total", "2", "3", "--only 2", "--only 3", "exit code 0"):
            assert told in form
        assert "1 malformed input skipped" in form
    found = json.loads((folder / "out" / "verdict.json").read_bytes())["plans"][0]["pairs"][0]
    died, changed = found["differences"]
    assert (died["kind"], died["shown"][0]["input"]) == ("died", 3)
    assert changed["shown"][0]["candidate"] == "3"
    _, *words = shlex.split(changed["shown"][0]["command"])
    again = shell(*words)
    assert again.returncode == 1
    assert "input 2: control 2, candidate 3" in again.stdout
    assert "1 difference" in again.stderr
    nothing = shell("shadow", *priced, "--only", "9")
    assert (nothing.returncode, "there is no input 9" in nothing.stderr) == (2, True)


def test_the_command_runs_no_code_of_a_side(shell: Run, folder: Path) -> None:
    """A module that ends its process, changes the exit code or the folder does it to itself."""
    text = "import atexit, os\natexit.register(os._exit, 0)\nos.chdir('/')\ndef f(n): return {}\n"
    (folder / "sly.py").write_text(text.format("n + 1"))
    (folder / "plain.py").write_text("def f(n): return n\n")
    (folder / "n.jsonl").write_text('{"args": [1]}\n')
    pair = ("--control", "plain:f", "--candidate", "sly:f", "--corpus", "n.jsonl")
    done = shell("shadow", *pair)
    assert done.returncode == 1, done.stdout
    assert (folder / "out" / "report.html").exists()
    (folder / "sly.py").write_text("import os\nos._exit(0)\n")
    done = shell("shadow", *pair)
    assert (done.returncode, "sly:f" in done.stderr) == (2, True)
