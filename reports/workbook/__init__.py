"""The workbook for checking the figures: numbers as numbers, sums as formulas, native charts."""

from .book import render_workbook

__all__ = ["render_workbook"]
