"""A method is called on the object that an input brings, or on an instance built without arguments."""

import functools

import pytest

from switchover.values import MethodSide, ResolveError, chosen, is_of, resolve


class Cart:
    def __init__(self, *items):
        self.items = list(items)

    def total(self, discount=0):
        return sum(self.items) - discount

    def merge(self, other=None):
        return len(self.items) + len(other.items if other else ())

    @staticmethod
    def norm(number):
        return abs(number)


class Answering:
    """A proxy: it has whatever it is asked for."""

    def __getattr__(self, name):
        return self

    def __call__(self, given):
        return given


class Bound:
    def __init__(self, size):
        self.size = size

    def grown(self, by):
        return self.size + by


class Basket:
    """It takes the objects of another class."""

    def total(self, discount=0):
        return sum(self.items) - discount


def noisily(function):
    """Decorate as libraries do that are no functions: what is read from an object is bound."""

    class Noisy:
        def __init__(self):
            self.__wrapped__ = function

        def __get__(self, instance, owner=None):
            return self if instance is None else functools.partial(self, instance)

        def __call__(self, *args, **kwargs):
            return function(*args, **kwargs)

    return Noisy()


class Kept:
    """Its methods are no functions, and are methods all the same."""

    proxy = Answering()

    def __init__(self, base=1):
        self.base = base

    @functools.cache  # noqa: B019 - as users have it
    def price(self, number, tax=0):
        return self.base + number + tax

    @functools.lru_cache(maxsize=2)  # noqa: B019
    def sized(self, number):
        return self.base * number

    @noisily
    def noted(self, number):
        return self.base - number

    @functools.cache
    @staticmethod
    def static(number):
        return -number

    @classmethod
    @functools.cache
    def of(cls, number):
        return cls.__name__, number

    made = Cart


Other = type("Cart", (), {"__init__": Cart.__init__})
"""The class of the other side: of the same name."""
Other.__qualname__ = "Cart"


def side(name):
    return resolve(f"{__name__}:{name}")


def test_a_recorded_object_comes_first():
    """By the name of its class, whichever side's it is; a subclass's as well."""
    total = side("Cart.total")
    assert total(Cart(1, 2)) == 3
    assert total(Other(1, 2), 1) == 2
    assert total(type("Sub", (Cart,), {})(5), discount=1) == 4


def test_without_an_object_an_instance_is_built():
    """Once, and none where the class needs arguments: that is told when it is called."""
    assert side("Cart.total")(4) == -4
    assert side("Cart.total")(discount=4) == -4
    assert side("Cart.norm")(-3) == 3
    assert not isinstance(side("Cart.norm"), MethodSide)
    grown = side("Bound.grown")
    assert grown(Bound(3), 4) == 7
    with pytest.raises(ResolveError, match=r"Bound cannot be built without arguments.*missing 1"):
        grown(4)


def test_an_object_of_another_class_is_taken_where_only_that_fits():
    """A candidate's class may have another name; an argument that fits is an argument."""
    assert side("Basket.total")(Cart(3), 1) == 2
    assert side("Cart.merge")(other=Cart(1, 2)) == 2
    with pytest.raises(TypeError, match="positional"):
        side("Cart.total")(1, 2, 3)


def test_a_method_that_a_cache_or_a_decorator_holds_is_a_method():
    """With or without an object; what needs none, and a class that a class holds, stay as they are."""
    assert side("Kept.price")(2) == 3
    assert side("Kept.price")(2, tax=4) == 7
    assert side("Kept.price")(Kept(5), 2) == 7
    assert side("Kept.sized")(3) == 3
    assert side("Kept.noted")(3) == -2
    assert side("Kept.noted")(Kept(9), 3) == 6
    assert chosen(side("Kept.price"), [((Kept(), 1), {})]) is Kept.price
    assert side("Kept.static")(4) == -4
    assert side("Kept.of")(4) == ("Kept", 4)
    assert side("Kept.made")(4).items == [4]
    assert side("Kept.proxy")(4) == 4


def test_what_is_measured_is_the_method_itself():
    """Where all inputs bring an object, or none does, no look at each call is measured."""
    total = side("Cart.total")
    assert chosen(total, [((Cart(),), {}), ((Cart(1), 2), {})]) is Cart.total
    assert chosen(total, [((1,), {}), ((), {})]).__self__.items == []
    assert chosen(total, [((1,), {}), ((Cart(),), {})]) is total
    assert chosen(len, [(([],), {})]) is len
    assert is_of(Other(), "Cart")
    assert not is_of(3, "Cart")
