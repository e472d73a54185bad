"""What a board's page, deck and workbook show, found once for all of them."""

from .board import Board
from .gather import find, gather

__all__ = ["Board", "find", "gather"]
