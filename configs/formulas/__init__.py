"""Quantities and formulas: a text becomes a small checked tree, and Python evaluates none of it."""
