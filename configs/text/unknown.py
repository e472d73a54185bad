"""A name that is not there: one class and one wording, whoever looks it up."""

from __future__ import annotations

from collections.abc import Iterable

from .spelling import nearest

__all__ = ["UnknownName", "unknown"]

_LISTED = 12  # names; of more, some are shown


class UnknownName(KeyError, ValueError):
    """A strategy, a horizon, a figure or an input that is not there: a wrong key, and a wrong argument."""

    def __str__(self) -> str:
        """Return the message as it is; a KeyError shows it in quotes."""
        return str(self.args[0])


def unknown(what: str, name: object, known: Iterable[object]) -> UnknownName:
    """Return the error for a name that is not among those known; it proposes the nearest.

    Parameters
    ----------
    what : str
        What it should be the name of: "strategy", or "uncertain input at".
    """
    names = [str(one) for one in known]
    near = nearest(name, names) if isinstance(name, str) else None
    help = f"did you mean {near!r}?" if near else ""
    if len(names) <= _LISTED:
        help += f"{' T' if help else 't'}here are {', '.join(names) or 'none'}"
    elif not near:
        help = f"there are {', '.join(names[:_LISTED])} and {len(names) - _LISTED} more"
    return UnknownName(f"no {what} {name!r}; {help}")
