"""Which names use which: cycles, chains that are too long, and an order in which names come after those they use."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ..text.problems import Findings, Path

__all__ = ["DEEPEST_CHAIN", "LONGEST_CHAIN", "Depth", "check_chains", "check_cycles", "in_order"]

Edges = Mapping[str, Collection[str]]

#: Names that depend on one another in a row: drivers, inputs and cost lines together.
LONGEST_CHAIN = 100

#: Operations inside operations along a chain of names, a name counting as one: lowering goes down into all of them.
DEEPEST_CHAIN = 300

Depth = tuple[int, int]


def in_order(edges: Edges) -> list[str]:
    """Return the names so that each comes after those it names; on a cycle, in some order.

    Parameters
    ----------
    edges : mapping of str to collection of str
        The names that each uses; names that are not keys are skipped.
    """
    order: list[str] = []
    begun: set[str] = set()
    for first in edges:
        if first in begun:
            continue
        begun.add(first)
        stack: list[tuple[str, Iterator[str]]] = [(first, iter(edges[first]))]
        while stack:
            name, following = stack[-1]
            step = next(following, None)
            if step is None:
                order.append(name)
                stack.pop()
            elif step in edges and step not in begun:
                begun.add(step)
                stack.append((step, iter(edges[step])))
    return order


def check_cycles(edges: Edges, paths: Mapping[str, Path], findings: Findings) -> None:
    """Report each cycle of a graph of names once, printed as `a -> b -> a`."""
    done: set[str] = set()
    on_cycle: set[str] = set()
    for first in edges:
        trail: dict[str, None] = {}
        stack: list[tuple[str, Iterator[str]]] = []
        if first not in done:
            trail, stack = {first: None}, [(first, iter(edges[first]))]
        while stack:
            name, following = stack[-1]
            step = next(following, None)
            if step is None:
                done.add(name)
                stack.pop()
                del trail[name]
            elif step in trail:
                names = list(trail)
                cycle = names[names.index(step) :]
                if not on_cycle.issuperset(cycle):
                    on_cycle.update(cycle)
                    findings.add(
                        paths[cycle[0]],
                        f"a cycle: {' -> '.join([*cycle, cycle[0]])}",
                        "define one of them without the others",
                    )
            elif step in edges and step not in done:
                trail[step] = None
                stack.append((step, iter(edges[step])))


def check_chains(
    edges: Edges,
    levels: Mapping[str, int],
    paths: Mapping[str, Path],
    before: Mapping[str, Depth],
    findings: Findings,
) -> dict[str, Depth]:
    """Report names at the end of a chain that is too long; return how deep each of them reaches.

    Parameters
    ----------
    levels : mapping of str to int
        Operations inside operations in the formula of each name.
    before : mapping of str to pair of int
        Depths for names from outside.

    Returns
    -------
    dict of str to pair of int
        Names in the longest chain down from each, and operations inside operations along the deepest; those of
        `before` included.
    """
    depths = dict(before)
    for name in in_order(edges):
        below = [depths[other] for other in edges[name] if other in depths]
        chain, nested = max((d[0] for d in below), default=0), max((d[1] for d in below), default=0)
        depths[name] = chain + 1, nested + levels[name]
        if chain > LONGEST_CHAIN or nested > DEEPEST_CHAIN:
            continue  # only follows from what was reported further down
        help = "write the quantities at its beginning with fewer steps"
        if chain + 1 > LONGEST_CHAIN:
            what = f"a chain of more than {LONGEST_CHAIN} names ends in `{name}`, each in the formula of the next"
            findings.add(paths[name], what, help)
        elif nested + levels[name] > DEEPEST_CHAIN:
            what = f"with all the names in it, `{name}` has more than {DEEPEST_CHAIN} operations inside operations"
            findings.add(paths[name], what, help)
    return depths
