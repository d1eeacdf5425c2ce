"""Places of secrets: which paths lead where, held against a plain reading of them."""

import re
from functools import reduce
from itertools import product

import pytest

from switchover.shadow.recording import RecordingError, Secrets
from switchover.shadow.recording.places import SecretPlaces, steps_of
from switchover.values import decode, encode


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("$.a", ("a",)), ("$.args[0].card", ("args", "0", "card")), ("$.args[*].x", ("args", "*", "x")),
        ("$.**.pin", ("**", "pin")), ("$.returned", ("returned",)), ("$[0]", ("0",)), ("$.a b.c-d", ("a b", "c-d")),
        ("$.*", ("*",)), ("$.kwargs.ü", ("kwargs", "ü")),
    ],
)  # fmt: skip
def test_a_path_is_read_step_by_step(path, steps):
    """Names behind dots, places in brackets, one star for a step and two for any number."""
    assert steps_of(path) == steps


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "must begin with"), ("args[0]", "must begin with"), ("$", "names everything"), ("$args", "at character 2"),
        ("$..x", "at character 2"), ("$.a.", "at character 4"), ("$.a[x]", "at character 4"), ("$.a[0", "at character 4"),
        ("$.a['b']", "at character 4"), ("$.a[-1]", "at character 4"), ("$.a]", "at character 4"), ("$.", "at character 2"),
    ],
)  # fmt: skip
def test_a_path_that_cannot_be_read_is_said(path, said):
    """With the character where reading stopped: a secret that is not hidden is found too late."""
    for read in (steps_of, lambda it: Secrets(b"k", (), (it,))):
        with pytest.raises(RecordingError, match=said):
            read(path)


STEPS = ("a", "b", "*", "**")
PATHS = [*product(STEPS), *product(STEPS, STEPS), *product(STEPS, ("a", "**"), STEPS)]
WAYS = [way for length in range(5) for way in product("ab", repeat=length)]


def leads(path, way):
    """Whether a path leads to a place or above it, by a pattern of the whole."""
    each = {"*": "[ab],", "**": "(?:[ab],)*"}
    pattern = "".join(each.get(step, f"{step},") for step in path)
    return re.match(pattern, "".join(f"{step}," for step in way)) is not None and any(
        re.fullmatch(pattern, "".join(f"{step}," for step in way[:end]))
        for end in range(1, len(way) + 1)
    )


@pytest.mark.parametrize("path", PATHS, ids=".".join)
def test_a_place_is_secret_where_a_path_leads_to_it_or_above(path):
    """Whatever stars it has; and a place that two paths lead to knows of both."""
    places = SecretPlaces(None, [path])
    both = SecretPlaces(None, [("z",), path])
    for way in WAYS:
        for each in (places, both):
            assert reduce(each.below, way, each.root).is_secret == leads(path, way), way


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("$.args[0]", "a0"), ("$.args[1].x", "a1x ax"), ("$.args[*].x", "a1x ax"), ("$.kwargs.k", "kk"),
        ("$.kwargs.*", "kk kl"), ("$.returned", "r0 rx"), ("$.returned[0]", "r0"), ("$.returned.*.x", "rx"),
        ("$.**.x", "a1x rx ax"), ("$.*.*.x", "a1x rx ax"), ("$.after.args[1]", "ay ax"), ("$.after.**.y", "ay"),
        ("$.args[1].y", "a1y ay"), ("$.args[7]", ""), ("$.raised", ""), ("$.returned.**", "r0 rx"),
    ],
)  # fmt: skip
def test_a_path_hides_what_it_names_and_nothing_else(path, secret):
    """In what was given, in what was answered, and in what the call left at its places."""
    args, kwargs = ("word-a0", {"x": "word-a1x", "y": "word-a1y"}), {"k": "word-kk", "l": "word-kl"}
    value = ["word-r0", {"x": "word-rx"}]
    left = ("word-a0", {"x": "word-ax", "y": "word-ay"})
    secrets = Secrets(b"k", (), (path,))
    given, answer = secrets.hide(
        encode((args, kwargs)), encode(("returned", value, left, kwargs)), frozenset()
    )
    text = f"{decode(given)} {decode(answer)}"
    words = {"a0", "a1x", "a1y", "kk", "kl", "r0", "rx", "ax", "ay"}
    hidden = {word for word in words if not re.search(rf"word-{word}\b", text)}
    assert hidden == set(secret.split()) & words


def test_equal_secrets_have_one_hash_and_others_another():
    """By the key alone: it tells nothing of the value, nor of its type's text."""
    one, other = Secrets(b"k", ("pin",), ()), Secrets(b"l", ("pin",), ())
    values = [1234, "1234", b"1234", 1234.0, None, [1234], {"a": 1}, True]
    told = [one.hashed(value) for value in values]
    assert len({*told}) == len(values)
    assert told == [one.hashed(value) for value in values]
    assert not {*told} & {other.hashed(value) for value in values}
    assert all(re.fullmatch(r"secret:[0-9a-f]{16}", each) for each in told)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("api_key", True), ("apiKey", True), ("X-Api-Key", True), ("API KEY", True), ("api.key", True), ("APIKEY", True),
        ("api__key", False), ("ap_ikey", False), ("key", False), ("my_api_keys", True), ("kapi key2", True), ("", False),
        ("straße", True), ("STRASSE", False), ("a+b", True), ("aab", False),
    ],
)  # fmt: skip
def test_a_name_is_known_however_its_words_are_joined(given, found):
    """Whatever its case, as a part of a longer name too; its signs stand for themselves."""
    secrets = Secrets(b"k", ("api_key", "straße", "a+b", ""), ())
    given_, _ = secrets.hide(
        encode((({given: "hidden"},), {})), encode(("cut", None, None, None)), frozenset()
    )
    assert ("hidden" not in str(decode(given_))) == found
    assert secrets.of_parameters(["x", given, "y"]) == frozenset([1] if found else [])
