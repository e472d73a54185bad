"""What a shell completes after `simulate`: scenarios, and the addresses of the scenario that is named."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

__all__ = ["addresses_like", "scenarios_like"]


def scenarios_like(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the bundled scenarios and the TOML files that begin so."""
    from ..configs import bundled

    found = [CompletionItem(name, help=title) for name, title in bundled() if name.startswith(begun)]
    folder = Path(begun).parent if "/" in begun else Path()
    return found + [
        CompletionItem(str(path) + ("/" if path.is_dir() else ""))
        for path in _entries(folder)
        if str(path).startswith(begun) and (path.is_dir() or path.suffix == ".toml") and not path.name.startswith(".")
    ]


def addresses_like(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the addresses of the scenario on the command line that begin so; none where it cannot be read."""
    from ..configs import ConfigError, bundled, load
    from ..configs.addresses import all_places

    named = context.params.get("config") or context.params.get("scenario")
    if named is None:  # an option that still lacks its value keeps the words around it from being read
        named = next((word for word in context.args if word.endswith(".toml") or word in dict(bundled())), None)
    if named is None or named == "-" or "=" in begun:
        return []
    try:
        places = all_places(load(named))
    except ConfigError:
        return []
    ending = "" if isinstance(parameter, click.Argument) else "="
    return [CompletionItem(address + ending) for address in places if address.startswith(begun)]


def _entries(folder: Path) -> Iterable[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return ()
