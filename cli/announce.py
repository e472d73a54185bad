"""What is said before a run begins: futures rounded up, a kernel to compile."""

from __future__ import annotations

from .output import note

__all__ = ["announce"]


def announce(asked: int, sampler: str, *, quiet: bool, verbose: bool = False) -> None:
    """Say how many futures are run where it is another number than asked for, and what has to be compiled first."""
    from ..simulator.engine.engine import trajectories_of
    from ..simulator.engine.jit import cache_folder, is_cached
    from ..simulator.engine.kernel import run_blocks
    from ..simulator.engine.streams import REPLICATES

    if quiet:
        return
    rounded = trajectories_of(asked, sampler, REPLICATES)
    if rounded != asked and asked <= 2**31:  # above, the run refuses it
        note(f"{asked:,} trajectories asked for, {rounded:,} run: Sobol points come in {REPLICATES} x 2^k, k >= 9")
    if not is_cached(run_blocks):
        reason = "" if cache_folder() is not None else " (there is no private folder to keep it in)"
        note(f"compiling the kernel once, about 15 seconds{reason} ...")
    elif verbose:
        note(f"kernel: {cache_folder()}")
