"""A scenario as plain data that travels in a file: its text, the files it reads, and what was set on it."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from .loading import load_source
from .model.scenario import Scenario
from .text.files import ScenarioText, check_text
from .text.settings import parse_setting
from .text.spelling import written

__all__ = ["pack", "unpack"]


def pack(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as values that JSON can hold.

    Raises
    ------
    ValueError
        If it was not loaded from a text.
    """
    origin = scenario.origin
    if origin is None:
        raise ValueError("only a scenario that was loaded can be packed")
    source = origin.source
    return {
        "text": source.text,
        "name": source.name,
        "place": source.place,
        "origin": source.origin,
        "settings": [_setting(".".join(path), value) for path, value in origin.settings.items()],
        "files": {name: base64.b64encode(content).decode() for name, content in origin.contents.items()},
    }


def _setting(address: str, value: Any) -> list[Any]:
    """Return a setting; JSON has no dates, so a value with a date in it travels as TOML."""
    try:
        json.dumps(value)
    except TypeError:
        return [address, written(value), "toml"]
    return [address, value]


def _value(value: Any, form: str = "") -> Any:
    return parse_setting(f"value={value}")[1] if form == "toml" else value


def unpack(packed: Any) -> Scenario:
    """Return the scenario of `pack`; it reads no file, whatever the text names.

    Raises
    ------
    ValueError
        If the values are not those of a scenario; `ConfigError` where the scenario has mistakes.
    """
    try:
        text, name, place, origin = (str(packed[key]) for key in ("text", "name", "place", "origin"))
        files = {str(file): base64.b64decode(content, validate=True) for file, content in packed["files"].items()}
        settings = {str(item[0]): _value(*item[1:]) for item in packed["settings"]}
    except (KeyError, TypeError, AttributeError, ValueError, binascii.Error):
        raise ValueError("it holds no scenario") from None
    scenario = load_source(ScenarioText(check_text(text, place), name, place, origin), files)
    return scenario.with_values(settings) if settings else scenario
