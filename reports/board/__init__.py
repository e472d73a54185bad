"""What a board's page, deck and workbook show, found once for all of them."""

from .board import Board
from .gather import gather

__all__ = ["Board", "gather"]
