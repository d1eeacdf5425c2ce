"""What of an object is no part of its value, as its class declares it: caches, kept hashes, and nothing else."""

import dataclasses
import functools
import types

import attrs
import pytest

from switchover.values import decode, encode


def kept(value):
    """The names that count of an object."""
    return set(decode(encode(value)).fields or {})


class Base:
    """Its hash is written in each test; it holds two attributes and what it may have kept."""

    def __init__(self, **held):
        self.x = 1
        self.__dict__.update(held)


HASHES = {}


def hashes(**held):
    """Note a way to write `__hash__`, and which attributes are no part of a value then."""

    def keep(function):
        HASHES[function.__name__] = (function, held.pop("left", set()))
        return function

    return keep


@hashes(left={"_hash"})
def keeps_and_gives(self):
    if self._hash is None:
        self._hash = hash(self.x)
    return self._hash


@hashes(left={"_hash"})
def keeps_under_a_variable(self):
    found = self._hash
    if found is None:
        found = self._hash = hash(self.x)
    return found


@hashes(left={"_hash"})
def tries_first(self):
    try:
        return self._hash
    except AttributeError:
        self._hash = hash(self.x)
        return self._hash


@hashes(left={"_hash"})
def keeps_past_its_own_way(self):
    if self._hash == -1:
        object.__setattr__(self, "_hash", hash(self.x))
    return self._hash


@hashes(left=set())
def gives_what_it_never_sets(self):
    return self._hash


@hashes(left=set())
def marks_with_a_constant(self):
    self._hash = 1
    return self._hash


@hashes(left=set())
def keeps_under_a_public_name(self):
    self.hash = hash(self.x)
    return self.hash


@hashes(left=set())
def counts_who_asks(self):
    self._hash = self._hash + 1
    return hash(self.x)


@hashes(left=set())
def makes_its_items_ready(self):
    self._hash = tuple(self._hash or ())
    return hash(self._hash)


@pytest.mark.parametrize("way", HASHES)
def test_only_a_hash_that_is_kept_and_given_is_left_out(way):
    """Whatever else a `__hash__` sets, or gives, is part of the value."""
    function, left = HASHES[way]
    cls = type(
        "Hashing", (Base,), {"__hash__": function, "__eq__": lambda self, other: self is other}
    )
    cls.__module__ = __name__
    assert kept(cls(_hash=5, hash=6)) == {"x", "_hash", "hash"} - left
    assert encode(cls(_hash=5)) != encode(Base(_hash=5))
    assert (encode(cls(_hash=5)) == encode(cls(_hash=6))) == bool(left)
    below = type("Below", (cls,), {"__module__": __name__})
    assert kept(below(_hash=5)) == {"x", "_hash"} - left, "of a base as well"


@pytest.mark.parametrize("held", [None, hash, 5, "hash", object.__hash__], ids=repr)
def test_a_hash_that_is_no_function_of_the_class_keeps_nothing(held):
    """There is nothing to read in it."""
    cls = type("Unhashed", (Base,), {"__hash__": held, "__module__": __name__})
    assert kept(cls(_hash=1)) == {"x", "_hash"}


CACHED = [
    ("functools", "cached_property"), ("django.utils.functional", "cached_property"), ("werkzeug.utils", "cached_property"),
    ("cached_property", "threaded_cached_property"), ("sqlalchemy.util.langhelpers", "memoized_property"), ("botocore.utils", "CachedProperty"),
    ("pyramid.decorator", "reify"), ("kombu.utils.objects", "cached_property"), ("propcache._helpers_c", "under_cached_property"),
]  # fmt: skip


class Keeping:
    """A descriptor that keeps what it made in the object's `__dict__`."""

    def __init__(self, name):
        self.name = name

    def __get__(self, value, owner=None):
        return self if value is None else value.__dict__.setdefault(self.name, 2)


@pytest.mark.parametrize(("module", "qualname"), CACHED, ids=lambda part: part)
@pytest.mark.parametrize(
    "is_derived", [False, True], ids=["itself", "a descriptor derived from it"]
)
def test_what_a_cached_property_made_is_left_out(module, qualname, is_derived):
    """Told by the name of its class, whether its library is loaded or not."""
    made = type(qualname, (Keeping,), {"__module__": module, "__qualname__": qualname})
    made = type("Own", (made,), {"__module__": __name__}) if is_derived else made
    cls = type("Lazy", (Base,), {"twice": made("twice"), "__module__": __name__})
    read = cls()
    assert read.twice == 2
    assert "twice" in vars(read)
    assert encode(read) == encode(cls())


def test_what_another_descriptor_keeps_is_part_of_the_value():
    """Nobody says that it follows from the rest."""
    cls = type("Lazy", (Base,), {"twice": Keeping("twice"), "__module__": __name__})
    read = cls()
    assert read.twice == 2
    assert kept(read) == {"x", "twice"}


def test_an_attribute_under_the_name_of_a_cached_property_is_its_cache():
    """Whoever set it: reading it gives that."""

    class Lazy(Base):
        @functools.cached_property
        def twice(self):
            return 2 * self.x

    assert kept(Lazy(twice=9)) == {"x"}


@dataclasses.dataclass
class Row:
    a: int
    b: int = dataclasses.field(default=0, compare=False)
    c: int = dataclasses.field(default=0, repr=False, hash=False)


@dataclasses.dataclass(eq=False)
class Uncompared:
    a: int = 1
    b: int = dataclasses.field(default=0, compare=False)


@attrs.define
class Item:
    a: int
    b: int = attrs.field(default=0, eq=False)
    c: int = attrs.field(default=0, order=False, repr=False)

    @functools.cached_property
    def twice(self):
        return 2 * self.a


@attrs.define(slots=False)
class Open(Item):
    d: int = 3


@attrs.frozen(cache_hash=True)
class Hashed:
    a: int


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (Row(1, 2, 3), {"a", "c"}), (Uncompared(1, 2), {"a"}), (Item(1, 2, 3), {"a", "c"}), (Open(1, 2, 3), {"a", "c", "d"}), (Hashed(1), {"a"}),
    ],
    ids=lambda part: type(part).__name__,
)  # fmt: skip
def test_a_field_counts_unless_its_class_says_that_it_does_not(value, names):
    """What is not shown, ordered or hashed counts all the same."""
    assert kept(value) == names
    hash(value) if type(value) is Hashed else getattr(value, "twice", None)
    assert kept(value) == names, "after its caches were filled"


def test_what_a_subclass_adds_to_a_declared_class_counts():
    """Attributes that no declaration speaks of."""
    cls = type("More", (Row,), {"__module__": __name__})
    value = cls(1, 2)
    value.more = 5
    assert kept(value) == {"a", "c", "more"}


class Declared:
    """What looks like a declaration, and is none."""

    __dataclass_fields__ = types.MappingProxyType({"x": dataclasses.field(compare=False)})
    __attrs_attrs__ = [1]

    def __init__(self):
        self.x = 1


def test_what_is_no_declaration_is_none():
    """A proxy, as some libraries have it, is not believed: what it would leave out counts."""
    assert kept(Declared()) == {"x"}


OF_LIBRARIES = [
    ("bson.raw_bson", "RawBSONDocument", "_RawBSONDocument__inflated_doc", "raw"),
    ("packaging.version", "Version", "_key_cache", "_release"),
    ("pint.facets.plain.quantity", "PlainQuantity", "_dimensionality", "dimensionality"),
    ("pint.facets.plain.unit", "PlainUnit", "_dimensionality", "dimensionality"),
    ("sympy.core.basic", "Basic", "_assumptions", "_args"),
]


@pytest.mark.parametrize(("module", "name", "found", "source"), OF_LIBRARIES)
def test_what_a_library_found_out_on_the_way_is_left_out_where_its_source_is_there(
    module, name, found, source
):
    """Of its class and subclasses alone; an older version that has no source keeps the value there."""

    def made(module, name, *sources):
        body = {"__module__": module, "__qualname__": name, **dict.fromkeys(sources, property(len))}
        cls = type(name, (type(name, (), body),), {"__module__": "shop"})
        value = object.__new__(cls)
        vars(value).update({found: 1, "x": 2})
        return value

    assert kept(made(module, name, source)) == {"x"}
    assert kept(made(module, name)) == {"x", found}
    assert kept(made("shop", name, source)) == {"x", found}
    assert kept(made(module, f"{name}Like", source)) == {"x", found}
