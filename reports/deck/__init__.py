"""The board's deck: PowerPoint slides whose charts are native and can be edited, in a company's own template too."""

from .render import render_deck

__all__ = ["render_deck"]
