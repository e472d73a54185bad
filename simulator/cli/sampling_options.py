"""Options of commands that run many points: futures of each, seed, sampler, threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from .options import COUNT

__all__ = ["point_options"]

_OPTIONS = (
    click.option(
        "-n",
        "--trajectories",
        type=COUNT,
        metavar="COUNT",
        help="Futures at each value: 1e5, 100_000 or 2**17 (default).",
    ),
    click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Same seed, same answer."),
    click.option(
        "--sampler",
        type=click.Choice(["sobol", "random"]),
        default="sobol",
        show_default=True,
        help="Even (quasi-random) points, or independent draws.",
    ),
    click.option("--threads", type=click.IntRange(1, 1024), help="Default: every processor. Changes no digit."),
)


Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def point_options(command: Decorated) -> Decorated:
    """Give a command these options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
