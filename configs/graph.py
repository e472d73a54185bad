"""What names what: cycles, chains that are too long, and an order in which everything comes after what it names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from .problems import Findings, Path

__all__ = ["LONGEST_CHAIN", "check_chains", "check_cycles", "in_order"]

Edges = Mapping[str, Collection[str]]

#: Names that hang on one another in a row: drivers, inputs and cost lines together.
LONGEST_CHAIN = 100


def in_order(edges: Edges) -> list[str]:
    """Return the names so that each comes after those it names; on a cycle, in some order.

    Parameters
    ----------
    edges : mapping of str to collection of str
        The names that stand in each; those that are no keys are passed over.
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
                        "one of them has to be known without the others",
                    )
            elif step in edges and step not in done:
                trail[step] = None
                stack.append((step, iter(edges[step])))


def check_chains(
    edges: Edges, paths: Mapping[str, Path], before: Mapping[str, int], findings: Findings
) -> dict[str, int]:
    """Report names at the end of a chain that is too long; return the length of the longest chain down from each.

    Parameters
    ----------
    before : mapping of str to int
        Lengths for names from outside.

    Returns
    -------
    dict of str to int
        Those of `before` included.
    """
    lengths = dict(before)
    for name in in_order(edges):
        lengths[name] = 1 + max((lengths.get(other, 0) for other in edges[name]), default=0)
        if lengths[name] == LONGEST_CHAIN + 1:  # those further up only follow from this one
            findings.add(
                paths[name],
                f"a chain of more than {LONGEST_CHAIN} names ends in `{name}`, each in the formula of the next",
                "join some of them in one formula",
            )
    return lengths
