"""The command `simulate`. Its modules import only click; a command imports what it needs when it runs."""

from .main import main

__all__ = ["main"]
