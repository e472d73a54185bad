"""Finds each label beside a point a place where no other label and no mark is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

__all__ = ["Place", "choose_places", "line_places"]

#: Left, foot, right, top.
Place = tuple[float, float, float, float]

_MOST = 20_000  # places tried


def choose_places(
    candidates: Sequence[Sequence[Sequence[Place]]], blocked: Sequence[Place], area: Place
) -> list[int] | None:
    """Return which of its places each label takes; None where they cannot all be apart.

    Parameters
    ----------
    candidates : sequence of sequence of sequence of Place
        Of each label, the best first: what its words take there, then the stroke that leads to it.
    blocked : sequence of Place
        Where no words may be; a stroke may.
    area : Place
        What labels must not leave.
    """
    free = [
        [at for at, parts in enumerate(own) if _inside(parts, area) and not _meet(parts[:1], blocked)]
        for own in candidates
    ]
    order = sorted(range(len(free)), key=lambda label: len(free[label]))  # that with the least choice first
    chosen: dict[int, int] = {}
    tried = 0

    def fill(rank: int) -> bool:
        nonlocal tried
        if rank == len(order):
            return True
        label = order[rank]
        taken = [place for other, at in chosen.items() for place in candidates[other][at]]
        for at in free[label]:
            tried += 1
            if tried > _MOST:
                return False
            if not _meet(candidates[label][at], taken):
                chosen[label] = at
                if fill(rank + 1):
                    return True
                del chosen[label]
        return False

    return [chosen[label] for label in range(len(candidates))] if fill(0) else None


def line_places(points: Sequence[tuple[float, float]], room: float) -> list[Place]:
    """Return squares along a line, with so much room on each side of it."""
    found = []
    for (x0, y0), (x1, y1) in pairwise(points):
        count = max(1, int(max(abs(x1 - x0), abs(y1 - y0)) / room))
        for k in range(count + 1):
            at, up = x0 + (x1 - x0) * k / count, y0 + (y1 - y0) * k / count
            found.append((at - room, up - room, at + room, up + room))
    return found


def _meet(parts: Sequence[Place], others: Sequence[Place]) -> bool:
    return any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a in parts for b in others)


def _inside(parts: Sequence[Place], area: Place) -> bool:
    return all(p[0] >= area[0] and p[1] >= area[1] and p[2] <= area[2] and p[3] <= area[3] for p in parts)
