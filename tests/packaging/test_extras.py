"""Without extras: each command says what it needs, and how to get it, before it does anything."""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from environments import lay, needed

from switchover.ground import EXTRAS, install_line

PAIR = "--control shop.old:invoice --candidate shop.new:invoice --corpus orders.jsonl"
CALLS = {
    f"check {PAIR}": "check needs jinja2, matplotlib, memray, psutil, pyinstrument; "
    "run: pip install 'switchover[bench,reports]'",
    "check --shipped": "check needs jinja2, matplotlib, memray, psutil, pyinstrument; "
    "run: pip install 'switchover[bench,reports]'",
    f"shadow {PAIR}": "shadow needs jinja2, matplotlib; run: pip install 'switchover[reports]'",
    f"bench {PAIR}": "bench needs memray, psutil, pyinstrument, jinja2, matplotlib; "
    "run: pip install 'switchover[bench,reports]'",
    "report": "report needs jinja2, matplotlib; run: pip install 'switchover[reports]'",
    "run x.yaml": "run needs cel_expr_python, jsonschema, re2, yaml; "
    "run: pip install 'switchover[engine]'",
    "resume --store sqlite:x": "resume needs cel_expr_python, jsonschema, re2, yaml; "
    "run: pip install 'switchover[engine]'",
    "signal x y {} --store sqlite:x": "signal needs cel_expr_python, jsonschema, re2, yaml; "
    "run: pip install 'switchover[engine]'",
    "validate x.yaml": "yaml is not installed; run: pip install 'switchover[engine]'",
}
WORK = [
    "sample shop",
    f"init {PAIR} --out plan.toml",
    "validate plan.toml",
    "check --help",
    "--version",
]


@pytest.fixture(scope="module")
def bare(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What sees the wheel, what it cannot do without, and nothing else of this environment."""
    site = tmp_path_factory.mktemp("bare")
    lay(site, needed("switchover") - {"switchover"})
    return [str(unpacked), str(site)]


def test_each_command_says_what_it_needs(bare: list[str], tmp_path: Path) -> None:
    """The line to type, and neither a report nor a run; what needs no extra works."""
    code = (
        f"import sys; sys.path[:0] = {bare!r}\n"
        "import contextlib, io, json\n"
        "from switchover.cli import main\n"
        "said = {}\n"
        "for line in json.loads(sys.argv[1]):\n"
        "    with contextlib.redirect_stderr(io.StringIO()) as told:\n"
        "        try: main(line.split())\n"
        "        except SystemExit as ended: said[line] = (ended.code, told.getvalue())\n"
        "print('\\n' + json.dumps(said))\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, json.dumps([*CALLS, *WORK])],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert {line: tuple(said[line]) for line in CALLS} == {
        line: (2, f"switchover: {told}\n") for line, told in CALLS.items()
    }
    assert {line: said[line][0] for line in WORK} == {
        "sample shop": 0, f"init {PAIR} --out plan.toml": 2, "validate plan.toml": 2,
        "check --help": 0, "--version": 0,
    }  # fmt: skip
    assert {path.name for path in tmp_path.iterdir()} == {"shop"}


def test_the_table_says_what_the_distribution_says() -> None:
    """Each module of the table comes from what its extra asks for, and each asked for has one."""
    homes = importlib.metadata.packages_distributions()
    needed = importlib.metadata.requires("switchover") or ()
    for extra, modules in EXTRAS.items():
        asked = {
            re.split(r"[^\w.-]", one, maxsplit=1)[0].lower()
            for one in needed
            if re.search(rf"extra == ['\"]{extra}['\"]", one) and not one.startswith("switchover")
        }
        brought = {home.lower() for module in modules for home in homes.get(module, [module])}
        assert asked == {name.replace("_", "-") for name in brought}, extra


def test_a_module_without_an_extra_has_no_line() -> None:
    """Nothing is guessed."""
    assert install_line(["orjson"]) == ""
    assert install_line(["yaml.nodes", "orjson"]) == "pip install 'switchover[engine]'"
