"""What an extra brings, and which line installs what is missing."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.ground import EXTRAS, install_line, missing_modules


@pytest.mark.parametrize(
    ("modules", "line"),
    [
        ([], ""),
        (["nothing_known"], ""),
        (["redis"], "pip install 'switchover[redis]'"),
        (["psycopg.rows"], "pip install 'switchover[postgres]'"),
        (["redis", "psycopg", "nothing_known"], "pip install 'switchover[postgres,redis]'"),
        (["yaml"], "pip install 'switchover[engine]'"),
        (["re2"], "pip install 'switchover[gotemplate]'"),
        (["re2", "yaml"], "pip install 'switchover[engine]'"),
        (["jinja2", "matplotlib"], "pip install 'switchover[reports]'"),
        (["jinja2", "pandas", "matplotlib"], "pip install 'switchover[frames]'"),
        (["yaml", "hypothesis"], "pip install 'switchover[search]'"),
    ],
)
def test_as_few_extras_as_will_do(modules: list[str], line: str) -> None:
    """In the order of the alphabet; a module below another is found by that one."""
    assert install_line(modules) == line


@given(st.lists(st.sampled_from(sorted({name for names in EXTRAS.values() for name in names}))))
@settings(max_examples=30)
def test_the_line_brings_every_module(modules: list[str]) -> None:
    """Whatever is missing, one line is enough, and no extra in it brings nothing."""
    line = install_line(modules)
    named = line.partition("[")[2].rpartition("]")[0].split(",") if line else []
    brought = {module for extra in named for module in EXTRAS[extra]}
    assert set(modules) <= brought
    assert all(set(EXTRAS[extra]) & set(modules) for extra in named)


def test_a_missing_module_is_found_without_an_import() -> None:
    """Also below a package that is missing, and whatever the name is."""
    assert missing_modules(["json", "no_such_module_here", "no_such.below", "json.decoder"]) == [
        "no_such_module_here",
        "no_such.below",
    ]
    sys.modules.pop("this", None)
    assert missing_modules(["this"]) == []
    assert "this" not in sys.modules
    assert missing_modules(["json.no_such_part", "math.pi"]) == ["json.no_such_part", "math.pi"]
