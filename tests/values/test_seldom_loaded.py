"""Values of the standard library's modules that few sides load: known as soon as one is loaded."""

from __future__ import annotations

import hashlib
import hmac
import subprocess
import sys

import pytest

from switchover.values import encode

HEAVY = {"hashlib", "hmac", "logging", "sqlite3", "xml", "traceback"}
STARTS = "import sys, switchover.values.worker.serve; print(*sys.modules)"
SINCE = """
import sys
from switchover.values import decode, encode
assert "{module}" not in sys.modules, "it proves nothing"
class Own: pass
encode(Own())  # something was met before the module was there
import {module}
one, again, other = {values}
known = lambda value: decode(encode(value))
assert encode(one) == encode(again), (known(one), known(again))
assert encode(one) != encode(other), known(other)
"""


def run(code: str) -> str:
    """What it prints, in an interpreter that has loaded nothing yet."""
    line = [sys.executable, "-I", "-c", code]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_process_of_a_side_starts_without_them() -> None:
    """They took a quarter of the time that importing what serves a side takes."""
    assert HEAVY.isdisjoint(run(STARTS).split())


@pytest.mark.parametrize(
    ("module", "values"),
    [
        ("hashlib", "(hashlib.sha256(b'a'), hashlib.sha256(b'a'), hashlib.sha256(b'b'))"),
        ("hashlib", "(hashlib.blake2b(b'a'), hashlib.blake2b(b'a'), hashlib.blake2b(b'b'))"),
        ("hashlib", "(hashlib.shake_128(b'a'), hashlib.shake_128(b'a'), hashlib.shake_128())"),
        ("_md5", "(_md5.md5(b'a'), _md5.md5(b'a'), _md5.md5(b'b'))"),
        ("_sha1", "(_sha1.sha1(b'a'), _sha1.sha1(b'a'), _sha1.sha1(b'b'))"),
        ("_sha3", "(_sha3.sha3_224(b'a'), _sha3.sha3_224(b'a'), _sha3.sha3_224(b'b'))"),
        (
            "hmac",
            "(hmac.new(b'k', b'a', 'md5'), hmac.new(b'k', b'a', 'md5'), hmac.new(b'k', b'b', 'md5'))",
        ),
        (
            "logging",
            "(logging.getLogger('a'), logging.getLogger('a'), logging.Logger('a'))",
        ),
        (
            "logging",
            "[type('Own', (logging.Logger,), {})(name) for name in ('a', 'a', 'b')]",
        ),
        (
            "sqlite3",
            "[sqlite3.Row(sqlite3.connect(':memory:').execute('select 1 as a'), (n,)) for n in 'aab']",
        ),
        (
            "_sqlite3",
            "[_sqlite3.Row(_sqlite3.connect(':memory:').cursor().execute('select 1 as a'), (n,)) for n in 'aab']",
        ),
        (
            "xml.etree.ElementTree",
            "map(xml.etree.ElementTree.fromstring, ('<a b=\"1\"/>', '<a b=\"1\"/>', '<a b=\"2\"/>'))",
        ),
    ],
    ids=str,
)  # fmt: skip
def test_they_are_known_once_they_are_loaded(module: str, values: str) -> None:
    """Whatever was met before: equal ones are equal, and others are told apart."""
    run(SINCE.format(module=module, values=values))


ELEMENT = """
import xml
from switchover.values import encode
{before}
import xml.etree.ElementTree as ET
print(encode(ET.fromstring('<a b="1">c<d/></a>')))
"""


def test_an_element_is_opened_alike_whatever_of_its_package_was_met_before() -> None:
    """Other modules of the package are loaded without the one that has the elements."""
    before = "import xml.dom.minidom; encode(xml.dom.minidom.parseString('<a/>'))"
    assert run(ELEMENT.format(before=before)) == run(ELEMENT.format(before=""))


@pytest.mark.parametrize("name", sorted(hashlib.algorithms_available))
def test_every_hash_says_its_algorithm_and_what_it_was_fed(name: str) -> None:
    """Also those that OpenSSL has and Python does not name."""
    try:
        one, again, other = (hashlib.new(name, fed) for fed in (b"a", b"a", b"b"))
    except ValueError:
        pytest.skip("OpenSSL lists it, and has it switched off")
    assert encode(one) == encode(again)
    assert encode(one) != encode(other)
    assert encode(one) != encode(hmac.new(b"k", b"a", "sha256"))
