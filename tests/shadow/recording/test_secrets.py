"""What is secret is nowhere in what is written, whatever the value that holds it looks like."""

from __future__ import annotations

from time import process_time
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from switchover.shadow.recording import Secrets
from switchover.values import decode, encode

NAMES = ("password",)
WORD = "hunter2222"


def hidden(
    args: Any, answer: Any = None, after: Any = None, *, paths: tuple[str, ...] = (), at: Any = ()
) -> tuple[bytes, bytes]:
    secrets = Secrets(b"k", NAMES, paths)
    given = encode((args, {}))
    left = None if after is None else {}
    return secrets.hide(given, encode(("returned", answer, after, left)), frozenset(at))


def test_an_object_that_is_part_of_itself_shows_no_secret() -> None:
    """Neither where it is entered nor where it comes again, and it stays part of itself."""
    user = SimpleNamespace(password=WORD, friends=[])
    user.friends.append((user, {"back": user}))
    given, _ = hidden((user,))
    assert WORD.encode() not in given
    node = decode(given)[0][0]
    assert node.fields["password"].startswith("secret:")
    assert node.fields["friends"][0][1]["back"] is node


def test_what_is_shared_many_times_takes_no_longer_than_once() -> None:
    """Thirty levels that each hold the one below twice have a billion ways to their secret."""
    level: Any = {"password": WORD}
    for _ in range(60):
        level = [level, {"again": level}]
    begun = process_time()
    given, _ = hidden((level,), paths=("$.args[0].**.nothing",))
    assert process_time() - begun < 30  # every way would take longer than anybody lives
    assert WORD.encode() not in given


def test_what_lies_deep_is_hidden() -> None:
    """Deeper than calls may go."""
    level: Any = {"password": WORD}
    for _ in range(20_000):
        level = [level]
    given, answer = hidden((level,), answer=f"it is {WORD}")
    assert WORD.encode() not in given + answer


def test_a_secret_text_is_hidden_in_keys_as_well() -> None:
    """A mapping by what is secret; its other keys stay as they are."""
    given, answer = hidden(({"password": WORD},), answer={(WORD, 1): 2, WORD: 3, "other": 4})
    assert WORD.encode() not in given + answer
    assert decode(answer)[1]["other"] == 4


@pytest.mark.parametrize(
    ("paths", "at"), [((), (1,)), (("$.args[1]",), ()), (("$.**[1]",), ()), (("$.*.1",), ())]
)
def test_a_secret_argument_is_hidden_in_what_the_call_left_too(paths, at) -> None:
    """A number is in no text that could be looked for: its place alone tells."""
    given, answer = hidden(([], 775533), after=([1], 775533), paths=paths, at=at)
    assert decode(given)[0][1].startswith("secret:")
    assert decode(answer)[2] == ([1], decode(given)[0][1])


def test_a_path_is_followed_step_by_step() -> None:
    """`*` is one step, `**` any number, none as well; what leads elsewhere is left alone."""
    value = {"card": {"pin": 1, "deep": {"pin": 2}}, "pin": 3}
    tree = decode(hidden((value,), paths=("$.args[0].card.**.pin",))[0])[0][0]
    assert tree["pin"] == 3
    assert str(tree["card"]["pin"]).startswith("secret:")
    assert str(tree["card"]["deep"]["pin"]).startswith("secret:")
    tree = decode(hidden((value,), paths=("$.args[0].*.pin",))[0])[0][0]
    assert (tree["pin"], tree["card"]["deep"]["pin"]) == (3, 2)
    assert str(tree["card"]["pin"]).startswith("secret:")


@pytest.mark.parametrize(
    "name", ["api_key", "api-key", "X-Api-Key", "apiKey", "APIKEY", "my api key", "api.key.old"]
)
def test_a_name_is_known_however_its_words_are_joined(name) -> None:
    """Headers, environments and records of other languages write one name in many ways."""
    given = encode((({name: WORD},), {}))
    shown, _ = Secrets(b"k", ("api_key",), ()).hide(given, encode(("returned", 1)), frozenset())
    assert WORD.encode() not in shown


def test_a_name_with_letters_beyond_ascii_is_known_in_capitals() -> None:
    """Bytes have no case of such letters."""
    given = encode((({"SCHLÜSSEL": WORD},), {}))
    shown, _ = Secrets(b"k", ("schlüssel",), ()).hide(given, encode(("returned", 1)), frozenset())
    assert WORD.encode() not in shown


class Row(list[Any]):
    """A list of a class of one's own."""


@pytest.mark.parametrize("kind", [tuple, list, Row])
@pytest.mark.parametrize("name", ["X-Password", b"x-password"])
def test_a_value_beside_its_name_is_hidden(kind, name) -> None:
    """Headers are written as pairs; two arguments are none, whatever the first one says."""
    given, _ = hidden(([kind([name, WORD])],))
    assert WORD.encode() not in given
    given, _ = hidden(("password", "other"))
    assert decode(given)[0] == ("password", "other")


class Header(NamedTuple):
    """A pair with names."""

    name: str
    value: str


@pytest.mark.parametrize(
    "held",
    [
        {"name": "X-Password", "value": WORD},
        {"Key": "db-password", "Value": WORD},
        {"id": 1, "header": b"password", "values": [WORD]},
        Header("X-Password", WORD),
    ],
)
def test_a_value_that_another_field_names_is_hidden(held) -> None:
    """Headers, variables and tags are also listed so; the name itself is no secret."""
    given, _ = hidden(([held],))
    assert WORD.encode() not in given
    assert b"password" in given.lower()


@pytest.mark.parametrize(
    "held", [{"name": "colour", "value": WORD}, {"note": "password", "v": WORD}]
)
def test_a_value_beside_another_word_is_kept(held) -> None:
    """Only a name says what a value is."""
    given, _ = hidden(([held],))
    assert decode(given)[0] == ([held],)


@pytest.mark.parametrize("secret", [WORD, WORD.encode()])
def test_a_secret_is_hidden_in_texts_and_bytes_alike(secret) -> None:
    """What is sent is often made of both, and a secret has one hash in either."""
    answer = (f"password={WORD}&x=1".encode(), bytearray(WORD, "ascii"), f"is {WORD}", b"\xff")
    given, told = hidden(({"password": secret},), answer)
    assert WORD.encode() not in given + told
    sent, array, text, other = decode(told)[1]
    name = text.removeprefix("is ")
    assert (sent, array, other) == (f"password={name}&x=1".encode(), name.encode(), b"\xff")


def test_what_stands_twice_still_does() -> None:
    """A list that is changed in one place is changed in the other."""
    rows = [{"password": WORD}]
    given = encode(((rows, rows), {}), aliases=True)
    shown, _ = Secrets(b"k", NAMES, ()).hide(given, encode(("returned", 1)), frozenset())
    one, other = decode(shown)[0]
    assert one is other


@pytest.mark.parametrize("pair", [("X-Token", "v"), ["password", "v"], (b"api_key", b"v")])
def test_a_pair_that_is_the_whole_answer_is_a_name_with_its_value(pair: Any) -> None:
    """As what makes a header returns it; two arguments are none, nor is what a call left of them."""
    secrets = Secrets(b"k", ("token", "password", "api_key"), ())

    def through(args: Any, value: Any, after: Any) -> tuple[Any, Any, Any]:
        answer = encode(("returned", value, after, {}))
        given, told = secrets.hide(encode((args, {})), answer, frozenset())
        return decode(given)[0], decode(told)[1], decode(told)[2]

    args, value, after = through(tuple(pair), pair, tuple(pair))
    assert (args, after) == (tuple(pair), tuple(pair))
    assert (type(value), value[0]) == (type(pair), pair[0])
    assert value[1].startswith("secret:")
    args, value, after = through((pair,), [pair], (pair,))
    assert all(one[0][1].startswith("secret:") for one in (args, value, after))


class Names(set[Any]):
    pass


class Rows(list[Any]):
    pass


class Held(dict[Any, Any]):
    pass


@pytest.mark.parametrize(
    "value",
    [
        Names({("password", WORD)}), Rows([("password", WORD)]), Held(password=WORD), Held({"a": {"password": WORD}}),
        Held({WORD: 1, "password": WORD}), Rows([{"name": "password", "value": WORD}]), Held({(1, WORD): {"password": WORD}}),
        SimpleNamespace(name="password", value=WORD), SimpleNamespace(password=[{"deep": WORD}]),
        {"password": {WORD, "x"}}, {"password": WORD.encode(), "raw": bytearray(f"is {WORD}".encode())},
        {"password": bytearray(WORD.encode())}, {"password": "\ud800" + WORD, "text": f"\ud800{WORD} it is"},
        [("password", WORD), f"<{WORD}>"], {"password": f"{WORD}, longer", "b": {"password": WORD}, "c": f"{WORD}, longer"},
    ],
    ids=range(15),
)  # fmt: skip
def test_no_kind_of_value_shows_a_secret(value: Any) -> None:
    """As an argument, as an answer, or left behind; a part that is none stays."""
    for given, answer in (
        hidden((value, "kept")),
        hidden(("kept",), answer=[value]),
        hidden((["kept"],), after=([value, "kept"],)),
    ):
        assert WORD.encode() not in given + answer
        assert WORD not in f"{decode(given)} {decode(answer)}"
        assert b"kept" in given + answer


def test_the_longest_of_secrets_that_begin_alike_is_replaced_whole() -> None:
    """Not its beginning alone, which would leave its end to be read."""
    given, _ = hidden(({"password": "abcdef"}, {"password": "abcdef-ghi"}, "is abcdef-ghi, abcdef"))
    one, two, text = decode(given)[0]
    assert text == f"is {two['password']}, {one['password']}"


@pytest.mark.parametrize(
    ("word", "is_hidden"),
    [("short", False), ("longer", True), (b"short", False), (b"longer", True)],
)
def test_a_secret_of_six_letters_is_looked_for_elsewhere(word: Any, is_hidden: bool) -> None:
    """A shorter one may be any word."""
    text = word if isinstance(word, str) else word.decode()
    given, _ = hidden(({"password": word}, f"so {text}", f"so {text}".encode()))
    own, *others = decode(given)[0]
    assert own["password"].startswith("secret:")
    assert [text in str(other) for other in others] == [not is_hidden] * 2
    if is_hidden and isinstance(word, str):
        assert others[0] == f"so {own['password']}"
        assert others[1] == others[0].encode(), "bytes have the hash of their text"
