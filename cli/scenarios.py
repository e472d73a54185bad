"""`simulate scenarios`: lists the bundled scenarios."""

from __future__ import annotations

import click

from .output import print_data

__all__ = ["scenarios"]


@click.command()
def scenarios() -> None:
    """List the bundled scenarios."""
    from ..configs import bundled

    rows = bundled()
    width = max((len(name) for name, _ in rows), default=0)
    lines = [f"{title}\n    simulate --config {name:<{width}}".rstrip() for name, title in rows]
    print_data("\n".join(lines) + "\n")
