"""More of the standard library, as `pairs` has it: what programs hand on beside plain data.

A row is a name, a function that makes the value anew, and functions that make values which are
not equal to it.
"""

import argparse
import asyncio
import calendar
import concurrent.futures
import configparser
import difflib
import fractions
import functools
import graphlib
import inspect
import io
import ipaddress
import itertools
import logging
import pathlib
import plistlib
import sched
import selectors
import subprocess
import tarfile
import textwrap
import threading
import time
import tokenize
import traceback
import types
import typing
import warnings
import xml.dom.minidom
import zipfile


def parser(**more):
    def made():
        found = argparse.ArgumentParser("run", **more)
        found.add_argument("--size", type=int, default=3)
        return found

    return made


def configured(text, **more):
    def made():
        found = configparser.ConfigParser(**more)
        found.read_string(text)
        return found

    return made


def logged(message, *args, level=logging.INFO):
    def made():
        found = logging.LogRecord("shop", level, "shop.py", 3, message, args, None)
        found.created = found.msecs = found.relativeCreated = 0.0
        return found

    return made


def settled(value):
    def made():
        found = concurrent.futures.Future()
        found.set_result(value)
        return found

    return made


def advanced(make, steps):
    def made():
        found = make()
        for _ in range(steps):
            next(found)
        return found

    return made


def signalled():
    found = threading.Event()
    found.set()
    return found


def dated(text, kind=UserWarning):
    return lambda: warnings.WarningMessage(text, kind, "shop.py", 3)


HOLDING_THEMSELVES = {"parser of arguments", "parser of settings", "document"}
"""Rows whose values are part of themselves: none is known to stand elsewhere."""
FURTHER = [
    ("parser of arguments", parser(), parser(description="d"), parser(prefix_chars="+-")),
    ("parser of settings", configured("[a]\nb=1"), configured("[a]\nb=2"), configured("[b]\nb=1"), configured("[a]\nb=1", interpolation=None)),
    ("log record", logged("a %s", 1), logged("a %s", 2), logged("b %s", 1), logged("a %s", 1, level=logging.ERROR)),
    ("document", lambda: xml.dom.minidom.parseString("<a><b/></a>"), lambda: xml.dom.minidom.parseString("<a><c/></a>"), lambda: xml.dom.minidom.parseString("<a b='1'><b/></a>")),
    ("matcher of sequences", lambda: difflib.SequenceMatcher(None, "ab", "ac"), lambda: difflib.SequenceMatcher(None, "ab", "ad")),
    ("signature", lambda: inspect.signature(lambda a, *, b=1: 1), lambda: inspect.signature(lambda a, *, b=2: 1), lambda: inspect.signature(lambda a, b=1: 1), lambda: inspect.signature(lambda c, *, b=1: 1)),
    ("future", settled(1), settled(2), settled(True), concurrent.futures.Future),
    ("calendar", lambda: calendar.TextCalendar(0), lambda: calendar.TextCalendar(6), lambda: calendar.HTMLCalendar(0)),
    ("graph", lambda: graphlib.TopologicalSorter({1: {2}}), lambda: graphlib.TopologicalSorter({1: {3}})),
    ("uid", lambda: plistlib.UID(1), lambda: plistlib.UID(2), lambda: 1),
    ("new type", lambda: typing.NewType("A", int), lambda: typing.NewType("A", str), lambda: typing.NewType("B", int)),
    ("literal type", lambda: typing.Literal[1], lambda: typing.Literal[True], lambda: typing.Literal["1"]),
    ("annotated type", lambda: typing.Annotated[int, 1], lambda: typing.Annotated[int, 2], lambda: int),
    ("type of a callable", lambda: typing.Callable[[int], str], lambda: typing.Callable[[str], str], lambda: typing.Callable[..., str]),
    ("property", lambda: property(len), lambda: property(max), lambda: property(len, doc="d"), lambda: property(len, max)),
    ("static method", lambda: staticmethod(len), lambda: staticmethod(max), lambda: classmethod(len)),
    ("cached property", lambda: functools.cached_property(len), lambda: functools.cached_property(max)),
    ("partial method", lambda: functools.partialmethod(len, 1), lambda: functools.partialmethod(len, 2)),
    ("cell", lambda: types.CellType(1), lambda: types.CellType(True), types.CellType),
    ("zip", lambda: zip([1], [2]), lambda: zip([1], [3]), advanced(lambda: zip([1], [2]), 1)),
    ("map", lambda: map(str, [1]), lambda: map(int, [1]), lambda: map(str, [True])),
    ("filter", lambda: filter(None, [1]), lambda: filter(bool, [1]), lambda: filter(None, [2])),
    ("enumerate", lambda: enumerate([1]), lambda: enumerate([1], 1), lambda: enumerate([2])),
    ("reversed", lambda: reversed([1, 2]), lambda: reversed([2, 1]), advanced(lambda: reversed([1, 2]), 1)),
    ("slice of an iterator", lambda: itertools.islice([1, 2, 3], 2), lambda: itertools.islice([1, 2, 3], 1), lambda: itertools.islice([1, 2, 3], 0, 2, 2)),
    ("cycle", lambda: itertools.cycle([1, 2]), lambda: itertools.cycle([2, 1]), advanced(lambda: itertools.cycle([1, 2]), 1)),
    ("chain", lambda: itertools.chain([1], [2]), lambda: itertools.chain([1], [3]), advanced(lambda: itertools.chain([1], [2]), 1)),
    ("accumulate", lambda: itertools.accumulate([1, 2]), lambda: itertools.accumulate([1, 2], max), lambda: itertools.accumulate([1, 2], initial=0)),
    ("product", lambda: itertools.product([1], [2]), lambda: itertools.product([1], [3]), lambda: itertools.product([1], repeat=2)),
    ("combinations", lambda: itertools.combinations([1, 2, 3], 2), lambda: itertools.combinations([1, 2, 3], 1), lambda: itertools.permutations([1, 2, 3], 2)),
    ("repeat", lambda: itertools.repeat(1, 2), lambda: itertools.repeat(1, 3), lambda: itertools.repeat(1), lambda: itertools.repeat(True, 2)),
    ("star map", lambda: itertools.starmap(pow, [(1, 2)]), lambda: itertools.starmap(pow, [(1, 3)])),
    ("selection", lambda: itertools.compress([1, 2], [1, 0]), lambda: itertools.compress([1, 2], [0, 1])),
    ("member of an archive", lambda: zipfile.ZipInfo("a"), lambda: zipfile.ZipInfo("b"), lambda: zipfile.ZipInfo("a", (1981, 1, 1, 0, 0, 0))),
    ("member of a tape", lambda: tarfile.TarInfo("a"), lambda: tarfile.TarInfo("b")),
    ("process that ended", lambda: subprocess.CompletedProcess("a", 0, "x"), lambda: subprocess.CompletedProcess("a", 1, "x"), lambda: subprocess.CompletedProcess("a", 0, b"x")),
    ("token", lambda: next(tokenize.generate_tokens(io.StringIO("a").readline)), lambda: next(tokenize.generate_tokens(io.StringIO("b").readline))),
    ("frame of a traceback", lambda: traceback.FrameSummary("a", 1, "f"), lambda: traceback.FrameSummary("a", 2, "f"), lambda: traceback.FrameSummary("a", 1, "g")),
    ("warning", dated("a"), dated("b"), dated("a", DeprecationWarning)),
    ("wrapper of texts", lambda: textwrap.TextWrapper(3), lambda: textwrap.TextWrapper(4)),
    ("event", threading.Event, signalled),
    ("semaphore", lambda: threading.Semaphore(1), lambda: threading.Semaphore(2), lambda: threading.BoundedSemaphore(1)),
    ("barrier", lambda: threading.Barrier(2), lambda: threading.Barrier(3)),
    ("queue of coroutines", lambda: asyncio.Queue(1), lambda: asyncio.Queue(2), lambda: asyncio.LifoQueue(1)),
    ("scheduler", lambda: sched.scheduler(time.time), lambda: sched.scheduler(time.monotonic)),
    ("key of a selector", lambda: selectors.SelectorKey(1, 1, 1, None), lambda: selectors.SelectorKey(1, 1, 2, None)),
    ("fraction that was cut", lambda: fractions.Fraction(6, 4), lambda: fractions.Fraction(-3, 2), lambda: 1.5),
    ("address with a scope", lambda: ipaddress.IPv6Address("fe80::1%a"), lambda: ipaddress.IPv6Address("fe80::1%b"), lambda: ipaddress.IPv6Address("fe80::1")),
    ("interface", lambda: ipaddress.ip_interface("10.0.0.1/8"), lambda: ipaddress.ip_interface("10.0.0.1/16"), lambda: ipaddress.ip_address("10.0.0.1")),
    ("path of Windows", lambda: pathlib.PureWindowsPath("a"), lambda: pathlib.PureWindowsPath("A"), lambda: pathlib.PurePosixPath("a")),
    ("view with another format", lambda: memoryview(b"abcd").cast("I"), lambda: memoryview(b"abcd"), lambda: memoryview(b"abce").cast("I")),
    ("half letters", lambda: "\ud83d\ude00", lambda: "\U0001f600", lambda: "\ud83d", lambda: "\ude00\ud83d"),
]  # fmt: skip
