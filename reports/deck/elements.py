"""Pieces of XML that python-pptx does not cover."""

from __future__ import annotations

from typing import Any

from pptx.oxml.xmlchemy import OxmlElement

__all__ = ["child", "element"]


def element(tag: str, **attributes: str) -> Any:
    """Return a new element; `tag` with its prefix, as `c:layout`."""
    new: Any = OxmlElement(tag)
    for name, value in attributes.items():
        new.set(name, value)
    return new


def child(parent: Any, tag: str, **attributes: str) -> Any:
    """Add a new element as the last one of another, and return it."""
    new = element(tag, **attributes)
    parent.append(new)
    return new
