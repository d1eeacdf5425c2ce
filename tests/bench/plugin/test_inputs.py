"""How an input of the fixture is read, and what the settings accept."""

import pytest

from switchover.bench.plugin.session import PluginSettings, arguments


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (3, ((3,), {})),
        ("text", (("text",), {})),
        ([1, 2], (([1, 2],), {})),
        ({"a": 1}, (({"a": 1},), {})),
        ((1, 2), ((1, 2), {})),
        ((), ((), {})),
        (((1,), {"size": 2}), ((1,), {"size": 2})),
        (([1], {"size": 2}), ((1,), {"size": 2})),
        (([1], [2]), (([1], [2]), {})),
        (None, ((None,), {})),
    ],
)
def test_an_input_is_read_as_it_looks(given, expected):
    """A pair of arguments and keywords, a tuple of arguments, or the one argument."""
    assert arguments(given) == expected


def test_the_defaults_are_those_of_the_room():
    """Without a word of the user: 5 %, ten seconds, the fitting clock, latency alone."""
    settings = PluginSettings()
    assert (settings.budget, settings.time, settings.clock) == (0.05, 10.0, None)
    assert not settings.memory
    assert not settings.leaks
