"""What a reader of one value raises where the value cannot be read."""

from __future__ import annotations

__all__ = ["Refused"]


class Refused(ValueError):
    """A value that is refused before its place in the file is known.

    Attributes
    ----------
    help : str
        What to write instead.
    offset, width : int or None, int
        The part of the text to blame; None: all of it.
    key : str or None
        The key of a table to blame; None: the table as a whole.
    """

    def __init__(
        self, message: str, help: str = "", offset: int | None = None, width: int = 1, *, key: str | None = None
    ) -> None:
        """Take the words, and what to blame."""
        super().__init__(message)
        self.help, self.offset, self.width, self.key = help, offset, width, key
