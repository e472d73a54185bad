"""Reads and checks a scenario, and names the line and the key of every mistake."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from .formulas.expressions import (
    Call,
    Draw,
    Expression,
    Name,
    Number,
    Quantity,
    Variable,
    own_draws,
    substitute,
    terms_drawn,
    walk,
)
from .formulas.functions import FUNCTIONS, OPERATORS
from .loading import from_dict, load, loads
from .model.names import line_names, line_quantities, mentioned, source_quantities
from .model.requirements import Requirement
from .model.scenario import (
    Caution,
    Correlation,
    Decision,
    Events,
    EventSeries,
    Every,
    Growth,
    Jumps,
    MeanReverting,
    OnOff,
    Plan,
    Process,
    Scenario,
    Source,
    StageMoment,
    Steps,
    Tariff,
    Timing,
    Unit,
)
from .model.strategies import CATEGORIES, KINDS, Buffer, Launch, Line, MixPart, Move, Strategy, Switch
from .text.files import bundled, bundled_text, requirements_text, starter_text
from .text.problems import ConfigError, Problem
from .text.settings import parse_setting

if TYPE_CHECKING:
    from .paying import Monthly, On, OneTime, Quantified, TakeOrPay, Way, key, register_way

__all__ = [
    "CATEGORIES",
    "FUNCTIONS",
    "KINDS",
    "OPERATORS",
    "Buffer",
    "Call",
    "Caution",
    "ConfigError",
    "Correlation",
    "Decision",
    "Draw",
    "EventSeries",
    "Events",
    "Every",
    "Expression",
    "Growth",
    "Jumps",
    "Launch",
    "Line",
    "MeanReverting",
    "MixPart",
    "Monthly",
    "Move",
    "Name",
    "Number",
    "On",
    "OnOff",
    "OneTime",
    "Plan",
    "Problem",
    "Process",
    "Quantified",
    "Quantity",
    "Requirement",
    "Scenario",
    "Source",
    "StageMoment",
    "Steps",
    "Strategy",
    "Switch",
    "TakeOrPay",
    "Tariff",
    "Timing",
    "Unit",
    "Variable",
    "Way",
    "bundled",
    "bundled_text",
    "from_dict",
    "key",
    "line_names",
    "line_quantities",
    "load",
    "loads",
    "mentioned",
    "own_draws",
    "parse_setting",
    "register_way",
    "requirements_text",
    "source_quantities",
    "starter_text",
    "substitute",
    "terms_drawn",
    "walk",
]


def __getattr__(name: str) -> object:
    """Import the ways of paying when they are first asked for: they need pydantic, and the folder is imported often."""
    if name in __all__:
        return getattr(importlib.import_module(f"{__name__}.paying"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
