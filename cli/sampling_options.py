"""Options of commands that run many points: futures of each, seed, sampler, threads."""

from __future__ import annotations

from .options import Decorated, sampler_option, seed_option, threads_option, trajectories_option

__all__ = ["point_options"]

_OPTIONS = (
    trajectories_option("Futures at each value: 1e5, 100_000 or 2**17 (default)."),
    seed_option,
    sampler_option,
    threads_option,
)


def point_options(command: Decorated) -> Decorated:
    """Give a command these options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
