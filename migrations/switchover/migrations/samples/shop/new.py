"""Invoices as the new code makes them, with the three mistakes that `switchover` is to find."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

RATES = {"CH": Decimal("0.081"), "DE": Decimal("0.19"), "FR": Decimal("0.20")}
AUDIT: list[dict[str, Any]] = []


def invoice(order: dict[str, Any]) -> dict[str, Any]:
    """Price an order, and say until when it is to be paid."""
    net = sum((Decimal(line["price"]) * line["count"] for line in order["lines"]), Decimal(0))
    tax = round(net * RATES[order["country"]], 2)  # the difference: half a cent goes to even
    placed = datetime.strptime(order["placed"], "%Y-%m-%d").date()  # the slowdown
    due = placed + timedelta(days=30)
    made = {"order": order["id"], "net": net, "tax": tax, "total": net + tax, "due": due}
    AUDIT.append(made)  # the leak: nothing ever takes them out
    return made
