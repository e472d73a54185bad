"""The findings that page, deck and workbook show, computed once for all of them."""

from .board import Board
from .gather import find, gather

__all__ = ["Board", "find", "gather"]
