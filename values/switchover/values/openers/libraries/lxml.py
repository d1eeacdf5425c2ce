"""lxml: elements, trees, and the texts that a search gives."""

from __future__ import annotations

import sys
from typing import Any

from ...node import Node
from ..opening import opens, present

__all__ = ["PARTS", "know"]

PARTS = ("lxml.etree",)


def know(_: Any) -> None:
    """Register what opens values of lxml."""
    etree: Any = sys.modules.get("lxml.etree")
    if etree is None:
        return
    opens(etree._Element)(_element)  # noqa: SLF001 - lxml's own names for its types
    opens(etree._ElementTree)(_tree)  # noqa: SLF001
    opens(etree._Attrib)(lambda value: Node(entries=dict(value.items())))  # noqa: SLF001
    opens(etree.QName)(lambda value: Node(base=value.text))
    for name in ("_ElementUnicodeResult", "_ElementStringResult"):
        if hasattr(etree, name):
            opens(getattr(etree, name), without=("_parent",))(
                lambda value: Node(base=str.__str__(value))
            )


def _element(value: Any) -> Node:
    if not isinstance(value.tag, str):  # a comment, an instruction, an entity: content alone
        held = {"text": value.text, "target": getattr(value, "target", None)}
        fields = {"tag": getattr(value.tag, "__name__", ""), **held, "tail": value.tail}
        return Node(fields=present(fields))
    # Read as every element has it: those of objectify go over their twins and not their children.
    own = sys.modules["lxml.etree"]._Element  # noqa: SLF001
    fields = {name: vars(own)[name].__get__(value) for name in ("tag", "text", "tail")}
    for name in ("attrib", "nsmap"):
        fields[name] = dict(vars(own)[name].__get__(value)) or None
    return Node(items=list(own.__iter__(value)), fields=present(fields))


def _tree(value: Any) -> Node:
    root = value.getroot()
    if root is None:
        return Node(fields={"root": None, "doctype": None})
    info = value.docinfo
    fields = {"root": root, "doctype": info.doctype, "standalone": info.standalone}
    if info.internalDTD is not None:
        fields["entities"] = [(one.name, one.orig) for one in info.internalDTD.entities()] or None
    if root.getparent() is None:  # what stands beside the root belongs to the document
        fields["before"] = list(root.itersiblings(preceding=True))[::-1] or None
        fields["after"] = list(root.itersiblings()) or None
    return Node(fields=present(fields))
