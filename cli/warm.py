"""`simulate warm`: compiles the kernels, for a container image or a pipeline."""

from __future__ import annotations

import time

import click

from .output import print_data

__all__ = ["warm"]


@click.command()
def warm() -> None:
    """Compile the kernels and keep them, so that no later run has to.

    The first run does this by itself, in about 10 seconds. Machine code is for one kind of processor and one version
    of tcorisk, Python, NumPy and numba; the folder can be moved by XDG_CACHE_HOME. Exit code 1: it cannot be kept.

    \b
      simulate warm
    """
    from .session import settle_libraries

    settle_libraries()
    from ..simulator import simulation  # noqa: F401 - all kernels of a run and of its document
    from ..simulator.engine.errors import SimulationError
    from ..simulator.engine.jit import prepare
    from ..simulator.engine.kernel_cache import cache_folder, no_folder

    if cache_folder() is None:
        raise SimulationError(
            f"machine code cannot be kept: {no_folder()}\n"
            "  = help: name a folder of your own that can be written: XDG_CACHE_HOME=/tmp/cache simulate warm"
        )
    began = time.perf_counter()
    done = prepare(quiet=True)
    if done.passing:
        raise SimulationError("machine code cannot be kept: a process that compiles it could not be started, or failed")
    what = f"compiled in {time.perf_counter() - began:.1f} s" if done.compiled else "compiled before"
    print_data(f"{what}: {cache_folder()}\n")
