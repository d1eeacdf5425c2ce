"""A mutant's life in a fork: what it tells, and what is told of one that ends or hangs."""

from __future__ import annotations

import os
import signal
import time

import psutil
import pytest

from switchover.shadow.strength import living
from switchover.shadow.strength.living import Lived, Post, lived


def usual_s(number: int) -> float:
    return 0.0


def told(live, most: int = 1) -> Lived:
    return lived(live, usual_s, most)


def planted(then):
    """Give a life that was planted, and what it does after it."""

    def live(post: Post) -> None:
        post.tell(-1, "ran")
        post.at(7, 0.0)
        then(post)

    return live


def ended(post: Post) -> None:
    post.tell(-1, "done")


def changes(*numbers: int):
    def then(post: Post) -> None:
        for number in numbers:
            post.at(number, 0.0)
            post.tell(number, "returned", b"x" * number)
        post.tell(-1, "done")

    return then


def raises(post: Post) -> None:
    os.close(2)
    raise KeyError("not told")


def computes(post: Post) -> None:
    while True:
        pass


LIVES = {
    "nothing changed": (planted(ended), ("ran", [])),
    "one answer changed": (planted(changes(3)), ("ran", [(3, "returned", b"xxx")])),
    "it ended": (planted(lambda post: os._exit(3)), ("ran", [(7, "died", b"")])),
    "it was ended": (
        planted(lambda post: os.kill(os.getpid(), signal.SIGKILL)),
        ("ran", [(7, "died", b"")]),
    ),
    "it computes for ever": (planted(computes), ("ran", [(7, "timed_out", b"")])),
    "what runs it raised": (planted(raises), ("ran", [(7, "died", b"")])),
    "it was not planted": (
        lambda post: post.tell(-1, "broken: no such function"),
        ("broken: no such function", []),
    ),
    "it ended before it was planted": (
        lambda post: os._exit(0),
        ("broken: it ended before it was planted", []),
    ),
}


@pytest.mark.parametrize(("live", "what"), LIVES.values(), ids=LIVES)
def test_what_a_mutant_comes_to(live, what) -> None:
    """Only what was planted has died or hung; the input is the one it was at."""
    assert told(live) == what


def test_one_that_waits_for_ever_is_ended(monkeypatch) -> None:
    """By the wall clock, for it computes nothing; its input has no answer in time."""
    monkeypatch.setattr(living, "WALL_GRACE_S", 0.05)
    monkeypatch.setattr(living, "LOOK_S", 0.01)
    begun = time.perf_counter()
    assert told(planted(lambda post: time.sleep(600))) == ("ran", [(7, "timed_out", b"")])
    assert time.perf_counter() - begun < 60


def test_what_takes_long_without_a_mutant_may_take_long_with_one(monkeypatch) -> None:
    """The limit is a multiple of what the candidate took for that input."""
    monkeypatch.setattr(living, "WALL_GRACE_S", 0.0)
    monkeypatch.setattr(living, "LOOK_S", 0.01)

    def slow(post: Post) -> None:
        post.at(2, 60.0)
        time.sleep(0.1)
        post.tell(-1, "done")

    def live(post: Post) -> None:
        post.tell(-1, "ran")
        slow(post)

    assert lived(live, lambda number: 60.0, 1) == ("ran", [])


@pytest.mark.parametrize("most", [1, 2, 3])
def test_it_is_heard_until_so_many_answers_have_changed(most: int) -> None:
    """What would come after it is not waited for, even of one that never ends."""

    def endless(post: Post) -> None:
        for number in range(1, 1000):
            post.tell(number, "raised", b"")
        computes(post)

    found = told(planted(endless), most)
    assert [number for number, _, _ in found.changed][:most] == list(range(1, most + 1))
    assert {state for _, state, _ in found.changed} == {"raised"}


def test_a_document_that_fits_no_pipe_arrives_whole() -> None:
    """In as many pieces as it takes, and what comes after it too."""
    long = bytes(range(256)) * 4096

    def then(post: Post) -> None:
        post.tell(1, "returned", long)
        post.tell(2, "returned", b"short")
        post.tell(-1, "done")

    assert told(planted(then), 5).changed == [(1, "returned", long), (2, "returned", b"short")]


def test_no_fork_is_left_behind() -> None:
    """Each is ended and waited for, also where the caller is interrupted."""

    def interrupted(number: int) -> float:
        raise KeyboardInterrupt

    def waits(post: Post) -> None:
        post.tell(-1, "ran")
        post.at(1, 0.0)
        time.sleep(600)

    before = {each.pid for each in psutil.Process().children()}
    with pytest.raises(KeyboardInterrupt):
        lived(waits, interrupted, 1)
    assert {each.pid for each in psutil.Process().children()} <= before
