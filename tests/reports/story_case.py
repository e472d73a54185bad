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
    """Return a sweep's frame from tuples of varied values and what the one rival saves, with rows shuffled.

    The baseline's score is 100, the margin 20 %, and the rival is cheaper with probability 0.5 + saving / 2.
    """
    rows = []
    for *values, share in points:
        varied = dict(zip(addresses, values, strict=True))
        numbers = {"horizon": 24, "mean": 1.0, "p10": 1.0, "p50": 1.0, "p90": 1.0}
        p, chosen = 0.5 + share / 2.0, share >= 0.2
        nothing = dict.fromkeys(("p_beats", "p_beats_se", "p_ties", "saving_share", "saving_share_se"), math.nan)
        base = {"p_cheapest": 1.0 - p, "score": 100.0, "recommended": not chosen}
        rows.append({**varied, "strategy": "api", **numbers, **nothing, **base})
        pair = {"p_beats": p, "p_beats_se": se, "p_ties": 0.0, "saving_share": share, "saving_share_se": se}
        rival = {"p_cheapest": p, "score": 100.0 * (1.0 - share), "recommended": chosen}
        rows.append({**varied, "strategy": "self_hosted", **numbers, **pair, **rival})
    return pd.DataFrame(rows).sample(frac=1.0, random_state=1)
