"""What a shell completes after `simulate`: scenarios, and the addresses of the scenario that is named."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

__all__ = ["addresses_like", "scenarios_like"]


def scenarios_like(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the bundled scenarios and the TOML files that begin so; addresses after `explain SCENARIO`."""
    from ..configs import bundled

    before = context.params.get("path")
    if before is not None and (before.endswith(".toml") or before in dict(bundled())):
        return _addresses(before, begun, "")
    found = [CompletionItem(name, help=title) for name, title in bundled() if name.startswith(begun)]
    folder = Path(begun).parent if "/" in begun else Path()
    return found + [
        CompletionItem(str(path) + ("/" if path.is_dir() else ""))
        for path in _entries(folder)
        if str(path).startswith(begun) and (path.is_dir() or path.suffix == ".toml") and not path.name.startswith(".")
    ]


def addresses_like(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the addresses of the scenario on the command line that begin so; none where it cannot be read."""
    from ..configs import bundled

    named = context.params.get("config") or context.params.get("scenario")
    if named is None:  # an option that still lacks its value keeps the words around it from being read
        named = next((word for word in context.args if word.endswith(".toml") or word in dict(bundled())), None)
    argument = isinstance(parameter, click.Argument)
    if named is None and argument:
        return scenarios_like(context, parameter, begun)
    return [] if named is None or "=" in begun else _addresses(named, begun, "" if argument else "=")


def _addresses(named: str, begun: str, ending: str) -> list[CompletionItem]:
    """Return the addresses of a scenario that begin so; none where it cannot be read, or is standard input."""
    from ..configs import ConfigError, load
    from ..configs.addresses import all_places

    if named == "-":
        return []
    try:
        places = all_places(load(named))
    except ConfigError:
        return []
    return [CompletionItem(address + ending) for address in places if address.startswith(begun)]


def _entries(folder: Path) -> Iterable[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return ()
