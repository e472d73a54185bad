"""The board's deck: PowerPoint slides whose charts are native and can be edited, in a company's own template too."""

from .presentation import render_deck
from .template import open_template

__all__ = ["open_template", "render_deck"]
