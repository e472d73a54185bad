"""Plain words for addresses and lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ...configs.model.strategies import BARRED
from .layout import clean, shorten

__all__ = [
    "OUTPUT_FIGURES",
    "OWN_LINES",
    "capital",
    "in_sentence",
    "in_sentences",
    "input_name",
    "input_names",
    "input_owner",
    "label_of",
    "labels_of",
    "line_name",
    "outermost",
    "owned_names",
    "quoted",
    "spoken",
    "stage_names",
    "stay_with",
    "why_compared",
]

#: What is shown of an output's months, by its `as`: in brackets after its name, and in a sentence.
OUTPUT_FIGURES = {
    "mean": ("", "the average of its months"),
    "ratio": (" (over the run)", "a ratio of sums over all months"),
    "peak": (" (peak)", "the largest of its months"),
    "lowest": (" (lowest)", "the smallest of its months"),
    "last": (" (last month)", "its last month"),
    "total": (" (total)", "the sum of its months"),
    "first_month": (" (first month)", "the first month in which it is above 0"),
}

_FIELDS = {
    "months": "months to launch",
    "revenue_per_month": "revenue lost a month",
    "share": "buffer share",
}
_PARTS = {
    "initial": "at the start",
    "growth_per_month": "growth a month",
    "growth_per_year": "growth a year",
    "volatility": "volatility",
    "noise": "noise",
    "every": "interval",
    "events_per_month": "events a month",
    "events_per_year": "events a year",
    "dispersion": "dispersion",
    "per_event": "cost per event",
    "after": "start",
    "from": "start",
    "until": "end",
    "residual": "resale value",
}


_MOVES = {"when": "condition", "overlap": "months both are paid", "one_time": "cost"}

#: Names in a file are in small letters; these are not spoken so.
_SPOKEN = re.compile(
    r"\b(?:(ai|api|baa|cpu|gpu|hr|it|kv|llm|ml|mlops|phi|pii|qa|rag|rfp|sla|sre|ssd|tco|usd|eur|gbp|vat|vm|vpn|[abhv]\d{3}|l40)(s?)|(devops))\b"
)


#: A label that would be read as a part of the sentence around it: it has a stop in it, or is an order of several words.
_READ_ALONG = re.compile(
    r"[,;:.!?](?:\s|$)|^(?:build|buy|choose|go|host|keep|leave|move|rent|route|run|stay|switch|train|tune|use|wait)\s",
    re.IGNORECASE,
)

#: Lines that no file names.
OWN_LINES = {"launch": "lost revenue", "buffer": "buffer"}


def _upper(found: re.Match[str]) -> str:
    return "DevOps" if found[3] else f"{found[1].upper()}{found[2]}"


def spoken(words: str) -> str:
    """Return words of an address with abbreviations in capitals: `gpus` gives `GPUs`, `ml engineer` `ML engineer`."""
    own, bracket, beside = words.partition(" (")  # text in brackets may be a user's label: left as it is
    return _SPOKEN.sub(_upper, own) + bracket + beside


def stage_names(stages: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """Return what each stage of a policy is called: the label of its strategy, with `again` where it is entered again.

    Where several moves lead back to one strategy, each says which entry of the policy's `switch` it is: `(move 3)`.

    Parameters
    ----------
    stages : mapping of str to str
        Which strategy each stage is, as the documents of a result and of a trace have it: that of `starts`, then one
        for each move.
    labels : mapping of str to str
        What each strategy is called.
    """
    found: dict[str, str] = {}
    seen, times = set[str](), Counter(stages.values())
    for move, (stage, strategy) in enumerate(stages.items()):
        again = f" again{f' (move {move})' * (times[strategy] > 2)}" * (strategy in seen)
        seen.add(strategy)
        found[stage] = labels.get(strategy, strategy).removesuffix(BARRED) + again
    return found


def line_name(line: str, stages: Mapping[str, str]) -> str:
    """Return plain words for a cost line: `security_incidents` gives `security incidents`.

    A line of a part has the part before it: `home.gpus` gives `home: GPUs`. The lines that no file names, `launch` and
    `buffer`, are what they cost. A line of a policy's stage has the stage before it, in the words of `stages`, and
    what the move there costs is `move to`.
    """
    stage, _, rest = line.partition(".")
    if stage in stages and rest:
        return f"move to {stages[stage]}" if rest == "move" else f"{stages[stage]}: {line_name(rest, {})}"
    part, _, own = line.rpartition(".")
    words = OWN_LINES.get(own) or spoken(own.replace("_", " "))
    return f"{part.replace('_', ' ')}: {words}" if part else words


def input_name(address: str) -> str:
    """Return plain words for an input's address: `strategies.own.inputs.gpu_share` gives `GPU share`.

    One rule for pictures, tables and pages, so that an input has one name everywhere.
    """
    place, _, draw = address.partition("#")
    keys = place.split(".")
    if keys[0] == "strategies" and len(keys) > 2:
        keys = keys[2:]
        if keys[0] in ("launch", "buffer"):
            return _FIELDS.get(keys[-1], spoken(" ".join(keys).replace("_", " ")))
        if keys[0] == "switch" and len(keys) > 2:
            return f"{_MOVES.get(keys[2], keys[2])} of move {int(keys[1]) + 1}" + (
                f" (draw {draw})" if draw > "1" else ""
            )
        if keys[0] == "parts" and len(keys) > 3 and keys[2] in ("with", "inputs", "drivers"):
            return spoken(f"{keys[3]} in {keys[1]}".replace("_", " ")) + (f" (draw {draw})" if draw > "1" else "")
        if keys[0] == "parts" and len(keys) > 2:
            return spoken(f"{keys[1]}, {_PARTS.get(keys[2], keys[2])}".replace("_", " "))
    if keys[0] == "requirements" and len(keys) > 3:  # what a strategy pays that fails
        return spoken(f"{keys[1]}, {'delay' if keys[3] == 'months' else 'cost'}".replace("_", " "))
    if keys[0] == "tariffs" and len(keys) == 5:
        return spoken(f"{keys[1]}, price of tier {int(keys[3]) + 1}".replace("_", " "))
    if keys[0] == "drivers" and len(keys) > 3 and keys[2] == "shares":
        return input_name(".".join(["drivers", f"{keys[1]} {keys[3]}", *keys[4:]]))
    keys = keys[1:] if keys[0] in ("drivers", "inputs", "costs") and len(keys) > 1 else keys
    name = keys[0].replace("_", " ")
    rest = [_PARTS.get(key, key.replace("_", " ")) for key in keys[1:] if key not in ("monthly", "one_time")]
    words = spoken(", ".join([name, *rest]))
    return f"{words} (draw {draw})" if draw and draw != "1" else words


def input_names(addresses: Sequence[str], labels: Mapping[str, str], owners_shown: bool) -> dict[str, str]:
    """Return plain words for each of several inputs; equal words get what tells them apart: owner, field, address."""
    owners = {address: input_owner(address, labels) for address in addresses}
    words = {address: input_name(address) for address in addresses}
    details = [{} if owners_shown else owners, {a: _field(a) for a in addresses}, {a: a for a in addresses}]
    for detail in details:
        seen = Counter((words[a], owners[a] if owners_shown else "") for a in addresses)
        alone = {a: seen[words[a], owners[a] if owners_shown else ""] == 1 for a in addresses}
        words = {a: words[a] if alone[a] or a not in detail else f"{words[a]} ({detail[a]})" for a in addresses}
    return words


def owned_names(addresses: Sequence[str], labels: Mapping[str, str]) -> dict[str, str]:
    """Return plain words for each of several inputs, each unlike the others: a strategy's with its owner beside it."""
    words = input_names(addresses, labels, owners_shown=True)
    return {
        address: f"{name} ({input_owner(address, labels)})" if address.startswith("strategies.") else name
        for address, name in words.items()
    }


def _field(address: str) -> str:
    """Return where in a scenario an input is, without its own name: `costs, one time`."""
    keys = address.partition("#")[0].split(".")
    keys = keys[2:] if keys[0] == "strategies" else keys
    return ", ".join(key.replace("_", " ") for key in (keys[:1] + keys[2:]))


def input_owner(address: str, labels: Mapping[str, str]) -> str:
    """Return whose input it is: a strategy's label, or that it is a driver and everybody's."""
    keys = address.split(".")
    return labels.get(keys[1], keys[1]) if keys[0] == "strategies" and len(keys) > 1 else "every strategy"


def capital(text: str) -> str:
    """Return a text with a capital first."""
    return text[:1].upper() + text[1:]


def outermost(addresses: Sequence[str]) -> list[str]:
    """Return the addresses that do not lie inside another one: a process speaks for its own start and growth."""
    return [a for a in addresses if not any(a.startswith((f"{b}.", f"{b}#")) for b in addresses)]


def label_of(label: str, name: str, width: int) -> str:
    """Return a strategy's label in at most so many columns; its name where the label shows nothing.

    What is cut is never the mark of a barred strategy.
    """
    text = clean(label) or name
    if not text.endswith(BARRED) or width < 2 * len(BARRED):
        return shorten(text, width)
    return shorten(text.removesuffix(BARRED), width - len(BARRED)) + BARRED


def labels_of(labels: Mapping[str, str], width: int) -> dict[str, str]:
    """Return what each strategy is called, by name; of two with the same label each has its name beside it."""
    short = {name: label_of(label, name, width) for name, label in labels.items()}
    seen = Counter(short.values())
    return {name: label if seen[label] == 1 else f"{label} ({name})" for name, label in short.items()}


def in_sentences(labels: Mapping[str, str]) -> dict[str, str]:
    """Return what strategies are called in a sentence, by name."""
    return {name: in_sentence(label) for name, label in labels.items()}


def in_sentence(label: str) -> str:
    """Return a label in quotes where it would be read as part of a sentence; the mark for barred follows them."""
    own = label.removesuffix(BARRED)
    return quoted(own) + label[len(own) :] if _READ_ALONG.search(own) else label


def why_compared(found: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Return why a sensitivity or a crossover compares these two; nothing where the strategy was named.

    Parameters
    ----------
    found : mapping
        The document, with its members "strategy", "baseline" and "recommended".
    labels : mapping of str to str
        Of the strategies, as they stand in a sentence.
    """
    chosen = found["recommended"]
    if chosen is None:
        return ""
    other = found["baseline"] if chosen == found["strategy"] else found["strategy"]
    return (
        f"{labels[chosen]} is recommended and {labels[other]} is the runner-up, so these two are compared; "
        "--strategy names another one to compare with the baseline."
    )


def stay_with(label: str) -> str:
    """Return the advice to keep a strategy; a label may be such advice itself, `Stay on the API`."""
    own = label.strip("\"'")
    return own if own.casefold().startswith(("stay ", "keep ")) else f"Stay with {label}"


def quoted(label: str) -> str:
    """Return a label between marks that do not occur in it, where there are such."""
    mark = "'" if '"' in label and "'" not in label else '"'
    return f"{mark}{label}{mark}"
