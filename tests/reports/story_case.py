"""Results and sweeps to make stories of, and the golden sentences that headlines are compared with."""

from __future__ import annotations

import math
import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from tcorisk import load, simulate
from tcorisk.simulator import Result

SENTENCES = Path(__file__).parent / "golden" / "sentences.txt"

_HEAD = """
schema = 1
title = "T"
currency = "EUR"
horizons = [10]
"""
VOLUME = "drivers.requests_per_day"
PAIR = "strategies.self_hosted.inputs.pair_hour"


def said(key: str, sentence: str) -> bool:
    """Tell whether a sentence is the golden one of this key; with UPDATE_GOLDEN set it becomes the golden one."""
    found = dict(line.split(" | ", 1) for line in SENTENCES.read_text(encoding="utf-8").splitlines())
    if os.environ.get("UPDATE_GOLDEN"):
        lines = sorted(f"{name} | {words}" for name, words in (found | {key: sentence}).items())
        SENTENCES.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return True
    assert sentence == found.get(key)
    return True


def run(lines: dict[str, str], head: str = "", settings: str = "") -> Result:
    """Run a scenario of one strategy, `own`, whose lines are given as `name: TOML`."""
    text = _HEAD + head + "\n[strategies.own]\n" + settings + "\n"
    for name, body in lines.items():
        text += f"[strategies.own.costs.{name}]\n{body}\n"
    return _run(text)


@cache
def _run(text: str) -> Result:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "case.toml"
        path.write_text(text, encoding="utf-8")
        return simulate(load(path), 8_192)


def monthly(amount: object, category: str = "Compute") -> str:
    """Return a cost line of an amount a month."""
    return f'category = "{category}"\nmonthly = {amount}'


def swept(points: list[tuple[Any, ...]], addresses: tuple[str, ...] = (VOLUME,), se: float = 0.01) -> pd.DataFrame:
    """Return a sweep's frame from tuples of varied values and the chance of the one rival, with rows shuffled."""
    rows = []
    for *values, p in points:
        varied = dict(zip(addresses, values, strict=True))
        numbers = {"horizon": 24, "mean": 1.0, "p10": 1.0, "p50": 1.0, "p90": 1.0}
        rows.append({**varied, "strategy": "api", **numbers, "p_beats": math.nan, "p_beats_se": math.nan})
        rows.append({**varied, "strategy": "self_hosted", **numbers, "p_beats": p, "p_beats_se": se})
    return pd.DataFrame(rows).sample(frac=1.0, random_state=1)
