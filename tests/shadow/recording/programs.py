"""The program that the tests record, and the module that it uses."""

SHOP = '''\
import contextvars
import dataclasses
import functools
from decimal import Decimal

WHO = contextvars.ContextVar("who", default="nobody")

@dataclasses.dataclass
class Order:
    id: int
    total: Decimal

def price(order, discount=0):
    """The price."""
    if order.total < 0:
        raise ValueError("negative")
    return order.total * (1 - discount)

HANDLERS = {"price": price}

class Cart:
    def __init__(self):
        self.items = []
    def add(self, item):
        self.items.append(item)
        return len(self.items)
    @classmethod
    def of(cls, *items):
        cart = cls()
        for item in items:
            cart.add(item)
        return cart
    @staticmethod
    def norm(number):
        return abs(number)
    def told(self):
        return super().__str__()[:1]

def squares(count):
    for number in range(count):
        got = yield number * number
        if got == "raise":
            raise KeyError(got)
    return count

async def login(user, password=None):
    if user == "eve":
        raise PermissionError(f"not with {password}")
    return {"user": user, "token": password, "who": WHO.get()}

async def ticks(count):
    for number in range(count):
        yield number

@functools.lru_cache
def cached(number):
    return number + 1

def append(items, item):
    items.append(item)
'''

PROGRAM = """\
import asyncio, inspect, multiprocessing, os, pickle, subprocess, sys, traceback
from decimal import Decimal
from shop.old import HANDLERS, WHO, Cart, Order, append, cached, login, price, squares, ticks

def caught(function, *args):
    try:
        return function(*args)
    except Exception as error:
        found = traceback.extract_tb(error.__traceback__)
        return repr(error), [(each.name, each.lineno) for each in found]

def work(count):
    return [str(HANDLERS["price"](Order(n, Decimal(n)), discount=Decimal("0.1"))) for n in range(count)]

async def main():
    WHO.set("ada")
    told = [await login("ada", password="hunter2hunter")]
    try:
        await login("eve", "hunter2hunter")
    except PermissionError as error:
        told.append(str(error))
    return told, [tick async for tick in ticks(3)]

if __name__ == "__main__":
    print(work(3), caught(price, Order(1, Decimal(-1))), caught(price), caught(price, 1, 2, 3))
    print(inspect.signature(price), price.__name__, price.__doc__, price.__defaults__)
    print(pickle.loads(pickle.dumps(price)) is price is HANDLERS["price"])
    print(inspect.isgeneratorfunction(squares), inspect.iscoroutinefunction(login))
    print(inspect.isasyncgenfunction(ticks), "return order.total" in inspect.getsource(price))
    cart = Cart.of(1, 2)
    print(cart.add([3]), cart.items, Cart.norm(-3), Cart().norm(4), cart.told())
    partial = squares(5)
    print(list(squares(3)), next(partial), partial.close(), sum(squares(2)))
    sent = squares(9)
    print(next(sent), sent.send(None), caught(sent.send, "raise"))
    print(asyncio.run(main()))
    print(cached(1), cached(1), cached.cache_info().hits)
    items = [1]
    append(items, 2)
    if len(sys.argv) > 1:
        for _ in range(500):
            price(Order(7, 7))
        with multiprocessing.Pool(2) as pool:
            print(pool.map(work, [2, 2]))
        subprocess.run([sys.executable, "-c", "from shop.old import *; price(Order(99, 7))"])
        if os.fork() == 0:
            price(Order(1000, 1))
            os.kill(os.getpid(), 9)
        os.wait()
    sys.exit(3)
"""
