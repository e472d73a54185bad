"""`--set ADDRESS=VALUE` and `with_values`: values written over those of the file before it is checked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from .problems import ConfigError, Findings, Path, Problem
from .spelling import nearest, shown

__all__ = ["TypedAddress", "apply_settings", "like_chain", "meant", "parse_setting"]

#: Tables whose keys are names: only a name that is there already can be set.
_OF_NAMES = ("drivers", "tariffs", "requirements", "strategies", "costs", "inputs", "outputs", "parts", "meets")


class TypedAddress(str):
    """An address that came from `--set`: mistakes in its value are shown as they were typed."""

    __slots__ = ()


def parse_setting(text: str) -> tuple[str, Any]:
    """Split `ADDRESS=VALUE`. The value is read as TOML where it is TOML, else taken as a string.

    Raises
    ------
    ConfigError
        If there is no `=`, no address or no value.
    """
    address, equals, value = text.partition("=")
    address, value = address.strip(), value.strip()
    if not equals or not address or not value:
        example = "for example --set drivers.requests_per_day=40_000"
        raise ConfigError([Problem(address, "a setting is ADDRESS=VALUE", example, f"--set {text[:200]}")])
    try:
        read = tomllib.loads(f"value = {value}")
    except (ValueError, RecursionError, OverflowError, MemoryError):
        return TypedAddress(address), value
    return TypedAddress(address), read["value"] if list(read) == ["value"] else value


def apply_settings(raw: dict[str, Any], settings: Mapping[Path, Any], findings: Findings) -> None:
    """Put the values into the tables of a file; an address that leads nowhere is reported."""
    for path, value in settings.items():
        _apply(raw, path, value, findings)


def _apply(raw: dict[str, Any], path: Path, value: Any, findings: Findings) -> None:
    address = ".".join(path)
    if "#" in address:
        findings.add(path, "a draw inside a formula cannot be set", f"set {address.partition('#')[0]}")
        return
    inherited = _inherited(raw, path)
    if inherited:
        owner = inherited[1]
        if len(path) > 4 or (path[2] in ("launch", "buffer") and len(path) > 3):
            whole = ".".join(path[:4] if path[2] in _OF_NAMES else path[:3])
            there = ".".join(("strategies", owner, *path[2:]))
            findings.add(
                path,
                f"strategies.{path[1]} inherits this from strategies.{owner}",
                f"set {there}, which changes both, or give {whole} a whole table",
            )
            return
        raw["strategies"][path[1]].setdefault(path[2], {}) if len(path) == 4 else None
    if path[0] == "decision" and len(path) == 2:
        raw.setdefault("decision", {})
    if entry := _entry_of_share(raw, path):
        help = f"set {entry}, which is divided by the sum of all"
        findings.add(path, f"{address} follows from its entries and cannot be set", help)
        return
    parent: Any = raw
    for depth, key in enumerate(path[:-1]):
        child = _child(parent, key)
        if not isinstance(child, dict | list):
            _no_such(raw, path, path[: depth + 1], child, findings)
            return
        parent = child
    key = path[-1]
    if isinstance(parent, list):
        if key.isdigit() and key.isascii() and len(key) < 6 and int(key) < len(parent):
            parent[int(key)] = value
        else:
            findings.add(path, f"no entry {key} in this list", f"entries 0 to {len(parent) - 1}")
    elif len(path) > 1 and path[-2] in _OF_NAMES and len(path) in (2, 4) and key not in parent and not inherited:
        _no_such(raw, path, path, None, findings)
    elif table := _table_of(raw, path):
        findings.add(path, f"no such address: {address}", f"did you mean `{'.'.join((*path[:-1], table, key))}`?")
    else:
        parent[key] = value


def _table_of(raw: dict[str, Any], path: Path) -> str:
    """Return the table of a strategy that has a name which is given as the strategy's own key; else nothing."""
    if len(path) != 3 or path[0] != "strategies" or path[2] in raw["strategies"][path[1]]:
        return ""
    for table in ("inputs", "costs", "outputs", "parts"):
        for _, each in like_chain(raw["strategies"], path[1]):
            if isinstance(each.get(table), dict) and path[2] in each[table]:
                return table
    return ""


def _entry_of_share(raw: dict[str, Any], path: Path) -> str:
    """Return the address of the entry where a path is that of a share, `drivers.NAME.PART`; else nothing."""
    drivers = raw.get("drivers")
    driver = drivers.get(path[1]) if path[0] == "drivers" and len(path) == 3 and isinstance(drivers, dict) else None
    shares = driver.get("shares") if isinstance(driver, dict) else None
    return f"drivers.{path[1]}.shares.{path[2]}" if isinstance(shares, dict) and path[2] in shares else ""


def _child(parent: Any, key: str) -> Any:
    if isinstance(parent, list):
        return parent[int(key)] if key.isdigit() and key.isascii() and len(key) < 6 and int(key) < len(parent) else None
    return parent.get(key)


def _inherited(raw: dict[str, Any], path: Path) -> tuple[str, str] | None:
    """Return (strategy, the one that writes it) where an address names something inherited with `like`."""
    strategies = raw.get("strategies")
    if len(path) < 3 or path[0] != "strategies" or not isinstance(strategies, dict):
        return None
    if path[2] in _OF_NAMES and len(path) >= 4:
        inner = path[2:4]
    elif path[2] in ("launch", "buffer"):
        inner = path[2:3]
    else:
        return None
    for name, table in like_chain(strategies, path[1]):
        place: Any = table
        for key in inner:
            place = place.get(key) if isinstance(place, dict) else None
        if place is not None:
            return None if name == path[1] else (path[1], name)
        without = table.get("without")
        if isinstance(without, list) and ".".join(inner) in without:
            return None
    return None


def like_chain(strategies: Mapping[str, Any], name: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a strategy as written, then the one it is like, and so on; a cycle ends where it closes."""
    seen: set[str] = set()
    while isinstance(name, str) and name not in seen and isinstance(strategies.get(name), dict):
        seen.add(name)
        yield name, strategies[name]
        name = strategies[name].get("like")


def _no_such(raw: dict[str, Any], path: Path, stop: Path, value: Any, findings: Findings) -> None:
    """Report an address that leads nowhere, with the nearest one that leads somewhere."""
    if value is not None:
        findings.add(path, f"{'.'.join(stop)} is {shown(value)}, which has no keys", f"set {'.'.join(stop)} itself")
        return
    known = list(_addresses(raw))
    above = ".".join(stop[:-1])
    siblings = [a for a in known if a.rpartition(".")[0] == above]
    near = nearest(stop[-1], [a.rpartition(".")[2] for a in siblings])  # whole addresses are alike for what they share
    if near is not None:
        whole = ".".join([*stop[:-1], near, *path[len(stop) :]])
        near = whole if whole in known else ".".join([*stop[:-1], near])
    help = meant(raw, path) or (f"did you mean `{near}`?" if near else "")
    if siblings:
        help += (" " if help else "") + "there are: " + ", ".join(siblings[:20])
    findings.add(path, f"no such address: {'.'.join(path)}", help)


def meant(raw: dict[str, Any], path: Path) -> str:
    """Return the help for a path that is the end of one, as `ml_engineer` of `drivers.ml_engineer`, or nothing."""
    near = [f"`{known}`" for known in _addresses(raw) if known.endswith("." + ".".join(path))]
    return f"did you mean {' or '.join(near[:3])}?" if near else ""


def _addresses(value: Any, above: str = "") -> list[str]:
    """Return every address that is written, tables included."""
    found = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        address = f"{above}.{key}" if above else str(key)
        found.append(address)
        found += _addresses(item, address)
    return found
