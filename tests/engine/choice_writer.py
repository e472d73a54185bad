"""Scenarios of two to five strategies, made by a seed: ties, barred ones, certain ones, credits, several horizons."""

from __future__ import annotations

import random

__all__ = ["choice_text"]

_KINDS = ("api", "self_hosted", "custom_training", "multi_vendor", "hybrid")


def choice_text(seed: int) -> str:
    """Return a scenario as TOML; the same for the same seed."""
    pick = random.Random(seed)
    horizons = pick.choice(["[12]", "[6, 12]", "[3, 12, 24]"])
    count = 2 + seed % 4
    certain = seed % 10 == 7
    text = [f'schema = 1\ntitle = "Choice {seed}"\ncurrency = "EUR"\nhorizons = {horizons}']
    if seed % 3 == 1:
        text.append(
            f'[decision]\nmargin = {pick.choice([0, 0.05, 0.3])}\nby = "{pick.choice(["mean", "p80", "worst_5"])}"'
        )
    text.append("[drivers]\nvolume = " + ("5_000" if certain else '"3_000 to 9_000"'))
    amounts = [pick.uniform(0.5, 2.0) for _ in range(count)]
    if seed % 6 == 2:
        amounts[-1] = amounts[0]  # a tie on average
    for at, price in enumerate(amounts):
        name = f"s{at}"
        barred = at == count - 1 and at and seed % 5 == 3
        label = pick.choice(["Stay as we are", "Router", "Own GPUs", "API", "Custom model"]) + f" {at}"
        text.append(f'[strategies.{name}]\nlabel = "{label}"\nkind = "{pick.choice(_KINDS)}"')
        text += ['barred = "not allowed here"'] if barred else []
        text += [f"budget_per_month = {pick.randint(2_000, 9_000)}"] if pick.random() < 0.4 else []
        noise = (
            "" if certain or (seed % 6 == 2 and at in (0, count - 1)) else f" * to(0.7, {pick.uniform(1.3, 3.0):.2f})"
        )
        text.append(f'[strategies.{name}.costs.use]\ncategory = "Compute"\nmonthly = "volume * {price:.3f}{noise}"')
        if pick.random() < 0.5:
            text.append(
                f'[strategies.{name}.costs.setup]\ncategory = "Engineering"\none_time = {pick.randint(1, 40)}_000'
            )
        if pick.random() < 0.2:
            text.append(
                f'[strategies.{name}.costs.credit]\ncategory = "Migration"\none_time = -{pick.randint(1, 90)}_000'
            )
    return "\n".join(text)
