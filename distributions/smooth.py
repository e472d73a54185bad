"""What most laws share: a quantile function without kinks, jumps or flat pieces."""

from __future__ import annotations

__all__ = ["Smooth"]


class Smooth:
    """Gives a law its empty `breaks` and `atoms`."""

    __slots__ = ()

    @property
    def breaks(self) -> tuple[float, ...]:
        """No kinks and no jumps."""
        return ()

    @property
    def atoms(self) -> tuple[tuple[float, float, float], ...]:
        """No value has a probability of its own."""
        return ()
