"""The command `simulate`. Its modules import click alone: what a command needs is imported when it runs."""

from .main import main

__all__ = ["main"]
