"""Writes a scenario from ten answers: laws and sources from `priors.toml`, put into `scenario.toml.jinja`."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from .amounts import Span, grouped
from .priors import priors
from .questions import QUESTIONS, WizardAnswer
from .readers import ListedModel, Requests, Tokens

__all__ = ["wizard_text"]

#: A law (or a number) and its source.
Pair = tuple[str | float, str]

#: A single number for the volume is taken as known to a quarter, one for tokens to a third.
_QUARTER, _THIRD = 1.25, 4 / 3

#: A number as TOML groups it: `1_235`.
_toml = partial(grouped, mark="_")


def wizard_text(answers: Mapping[str, WizardAnswer]) -> str:
    """Return the text of a scenario.

    Parameters
    ----------
    answers : mapping of key to WizardAnswer
        One for each question.

    Returns
    -------
    str
        TOML with a source beside every number; the same for the same answers.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(  # TOML, not HTML
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    template = environment.from_string(Path(__file__).with_name("scenario.toml.jinja").read_text("utf-8"))
    text: str = template.render(_context(answers))
    return text


def _context(answers: Mapping[str, WizardAnswer]) -> dict[str, Any]:
    known = {key: answer.value for key, answer in answers.items()}
    listed = known["model"] if isinstance(known["model"], ListedModel) else None
    choice = {key: known[key] or "unknown" for key in ("model", "privacy", "people")}
    choice["model"] = choice["model"] if listed is None else listed.size
    latency = _latency_table(known["latency"])
    prior = priors()
    reasons = prior["privacy"][choice["privacy"]]["barred"], prior["latency"][latency]["barred"]
    barred = "; ".join(filter(None, reasons))
    currency = known["currency"] or "USD"
    foreign = prior["currency"][currency] if currency != "USD" else None
    routed = not barred and choice["model"] != "small"
    return {
        "questions": QUESTIONS,
        "told": lambda key: _told(key, answers[key]),
        "horizons": sorted({min(12, known["horizon"] or 24), known["horizon"] or 24}),
        "currency": currency,
        "foreign": foreign,
        "usd": "usd * " if foreign else "",
        "barred": barred,
        "latency": latency,
        "model": choice["model"],
        "sizes": prior["model"] if listed is None else {**prior["model"], listed.size: _at_list_price(listed)},
        "privacy": prior["privacy"][choice["privacy"]],
        "people": prior["people"][choice["people"]],
        "wait": prior["latency"][latency],
        "peak": prior["peak"][_peak_table(known["volume"], latency)],
        "volume": _volume_laws(known["volume"]),
        "tokens": _token_laws(known["tokens"]),
        "growth": _growth_laws(known["growth"]),
        "routed": routed,
        "small": routed or choice["model"] in ("small", "unknown"),
        "frontier": choice["model"] != "small",
        "path": {"small": "small_path", "unknown": "model_path"}.get(choice["model"], "frontier_path"),
        "hybrid": choice["privacy"] == "stays" and latency != "instant",
        "law": lambda key, pair: _line(key, *pair),
        "local": lambda key, law, source: _line(key, _at_home(law) if foreign else law, source),
        "shared": lambda buys: _shared(known["budget"], barred if buys else ""),
    }


def _told(key: str, answer: WizardAnswer) -> str:
    """Write an answer as a comment, with how it was read."""
    text = (answer.text or "don't know") + (f"   [{answer.understood}]" if answer.tells_more else "")
    lead = f"#   {key:<10}"
    return textwrap.fill(text, 120, initial_indent=lead, subsequent_indent=f"#{' ' * (len(lead) - 1)}")


def _at_list_price(model: ListedModel) -> Mapping[str, Any]:
    """Return what is written of a size of model, with the list price of this one."""
    rate, answers = (f"list_price('{model.name}', '{kind}')" for kind in ("input", "output"))
    prices = {
        "input_rate": [rate, "USD per million: your answer"],
        "output_ratio": [f"{answers} / {rate}", "output / input rate"],
    }
    return {**priors()["model"][model.size], **prices}


def _latency_table(seconds: float | None) -> str:
    """Return which table of `priors.toml` a latency belongs to."""
    if seconds is None:
        return "unknown"
    return "instant" if seconds < 0.05 else "fast" if seconds < 0.1 else "usual" if seconds < 3600 else "batch"


def _peak_table(volume: Requests | None, latency: str) -> str:
    return "batch" if latency == "batch" else "office" if volume is not None and volume.office else "unknown"


def _volume_laws(volume: Requests | None) -> Mapping[str, Pair]:
    if volume is None:
        return priors()["volume"]["unknown"]  # type: ignore[no-any-return]
    source = "your answer" + (", for 5 days of 7" if volume.office else "")
    return {"initial": _widened(volume.a_day, _QUARTER, source, "a quarter")}


def _token_laws(tokens: Tokens | None) -> Mapping[str, Pair]:
    if tokens is None:
        return priors()["tokens"]["unknown"]  # type: ignore[no-any-return]
    return {
        "input_tokens": _widened(tokens.read, _THIRD, "a request: your answer", "a third"),
        "output_tokens": _widened(tokens.written, _THIRD, "an answer: your answer", "a third"),
    }


def _widened(span: Span, factor: float, source: str, fraction: str) -> Pair:
    if not span.single:
        return f"{_toml(span.low)} to {_toml(span.high)}", source
    source = f"{source}, {_toml(span.low)}; judgement: known to {fraction}"
    return f"{_toml(span.low / factor)} to {_toml(span.high * factor)}", source


def _growth_laws(month: Span | None) -> Mapping[str, Pair]:
    if month is None:
        return priors()["growth"]["unknown"]  # type: ignore[no-any-return]
    if month.single:
        # At one sd, 0.02 a month doubles the volume in three years: of what is called flat nobody expects that.
        sd, why = (0.02, "as bundled") if month.low else (0.005, "an eighth in two years")
        law = f'{{ dist = "normal", mean = {_toml(month.low)}, sd = {sd} }}'
        return {"growth_per_month": (law, f"your answer; sd: judgement, {why}")}
    law = f'{{ dist = "normal", p5 = {_toml(month.low)}, p95 = {_toml(month.high)} }}'
    return {"growth_per_month": (law, "your answer")}


def _line(key: str, law: str | float, source: str) -> str:
    """Write a key, its law and its source."""
    value = f"{law:_}" if isinstance(law, int | float) else law if law.startswith("{") else f'"{law}"'
    written = f"{key} = {value}"
    return f"{written:<38}  # {source}" if source else written


def _at_home(law: str | float) -> str:
    """Return a law of dollars in the currency of the file, at today's rate: what is paid at home does not follow it."""
    low, to, high = str(law).partition(" to ")
    return f"usd_today * to({low}, {high})" if to and "(" not in str(law) else f"usd_today * {law}"


def _shared(budget: float | None, barred: str) -> str:
    """Write what a strategy has by the answers: a budget, and why it is barred."""
    lines = [f'barred = "{barred}"'] if barred else []
    if budget is not None:
        lines.append(f"budget_per_month = {_toml(budget)}    # your answer")
    return "".join(f"{line}\n" for line in lines)
