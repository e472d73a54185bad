"""Text that a spreadsheet shows and does not compute."""

from __future__ import annotations

__all__ = ["harmless"]

#: What begins a formula, the full-width forms that some spreadsheets take for the same included.
_BEGIN = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe before it where it begins like one."""
    return f"'{text}" if text.startswith(_BEGIN) else text
