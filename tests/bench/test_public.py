"""What the room offers by name, and what importing it costs."""

import subprocess
import sys

import pytest

from switchover import bench

PUBLIC = """\
AllocationSite Answer Answers BenchError Calls ClockRecord Differ Environment Fact LatencyRecord
LaunchError LeakRecord LeakSignal Measuring MemoryMetric MemoryRecord ORDER Options Pair
PairRecord Part Policy ResolvedSide RevisionError SampleRecord SelfCheck Suite SuiteRecord
TargetError UnknownError Verdict bound_s check_machine difference doubted from_json measure
measure_suite origins resolve settle to_json with_parts worst"""
HEAVY = ["asyncio", "jsonschema", "matplotlib", "memray", "pandas", "pyinstrument", "pytest"]


def test_the_public_names_are_these():
    """A name is added or taken away on purpose."""
    assert sorted(bench.__all__) == PUBLIC.split()


@pytest.mark.parametrize("name", PUBLIC.split())
def test_every_public_name_is_there(name):
    """Late names are found like the others."""
    assert getattr(bench, name)


def test_an_unknown_name_is_an_attribute_error():
    """A late import is no licence to make names up."""
    with pytest.raises(AttributeError, match="no attribute 'measures'"):
        _ = bench.measures


def test_importing_it_is_cheap():
    """Importing the room imports none of what it measures with."""
    code = f"import sys, switchover.bench; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
