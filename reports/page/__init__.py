"""The board's page: one HTML file that needs no network and no script."""

from .html_page import render_page

__all__ = ["render_page"]
