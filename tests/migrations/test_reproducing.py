"""Which difference is to be reproduced: of the one pair that is meant, or it is asked."""

import pytest
from samples_of_runs import group, pair, run, shadow

from switchover.migrations import InputError, reproduce
from switchover.reports import write_run
from switchover.shadow.records import Outcome

GROUP = group()


def _written(folder, *names):
    """A run of one plan, whose pairs all show the same."""
    shown = lambda: shadow({Outcome.DIFFERENCE: 3}, (GROUP,))  # noqa: E731
    write_run(run(*(pair(name, shadow_record=shown) for name in names)), folder)
    return folder


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (None, r"several pairs show .*; name one: --pair shop/first, --pair shop/second"),
        ("third", r"of pair 'third'; there is --pair shop/first, --pair shop/second"),
        ("second", r"the run has kept no input"),
        ("shop/second", r"the run has kept no input"),
    ],
)
def test_like_differences_of_several_pairs_are_told_apart(tmp_path, named, said):
    """The first pair is not taken for the one that is meant; one that is named is looked into."""
    folder = _written(tmp_path, "first", "second")
    with pytest.raises(InputError, match=said):
        reproduce(GROUP.signature, [folder], pair=named, file=tmp_path / "test_it.py")


def test_pairs_of_two_runs_are_told_apart(tmp_path):
    """The search of one pair and the check of another may lie in the folders that are looked in."""
    runs = [_written(tmp_path / name, name) for name in ("first", "second")]
    with pytest.raises(InputError, match="several pairs show"):
        reproduce(GROUP.signature, runs)
    with pytest.raises(InputError, match="kept no input"):
        reproduce(GROUP.signature, runs[:1])
