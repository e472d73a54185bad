"""The page of a two-level run: how well it knows its figures, and what it says where there is nothing to tell apart."""

import re

import pytest

from tcorisk import load, two_level
from tcorisk.configs import loads
from tcorisk.reports.terminal.uncertainty import render_uncertainty

MONTHS = """schema = 1
title = "Months alone"
currency = "USD"
horizons = [12]

[drivers]
n = { dist = "normal", mean = 100, sd = 30, each = "month" }

[strategies.a]
label = "Varies"
[strategies.a.costs.x]
category = "Compute"
monthly = "n"

[strategies.b]
label = "Fixed [bold]"
[strategies.b.costs.x]
category = "Compute"
monthly = 103
"""


def page_of(scenario, outer=50, inner=1024, width=100):
    page = render_uncertainty(two_level(scenario, outer, inner).document, width)
    return page, " ".join(page.split())


def test_few_draws_say_how_little_they_know():
    page, text = page_of(load("two_year_exercise"))
    chance = re.search(r"beats API in (\d+) \+-(\d+) of 100 futures", text)
    assert chance is not None
    assert abs(int(chance[1]) - 67) <= 2 * int(chance[2])  # what a million futures say
    assert 5 <= int(chance[2]) <= 20
    assert re.search(r"the better choice in \d+ \+-\d+ % of the draws", text)
    assert re.search(r"^  mean +\d+,000 \+-\d+,000 +\d+,000 +\d+,000$", page, re.MULTILINE)
    assert "Fewer than 59 draws give no interval of low and high." in text
    assert "Four times as many, --outer 200, would halve it." in text
    assert max(map(len, page.splitlines())) <= 100


def test_ends_of_the_band_have_an_error_too():
    page, text = page_of(load("two_year_exercise"), 60)
    assert re.search(r"^  mean( +\d+,000 \+-\d+,000){3}$", page, re.MULTILINE)
    assert "ewer than 59" not in text


@pytest.mark.parametrize("width", [72, 80, 100])
def test_long_labels_and_narrow_pages(width):
    """Errors of the band's ends give way first, then the label's tail."""
    values = {"strategies.self_hosted.label": "A name that is as long as it may be " * 4}
    page, text = page_of(load("legal_startup").with_values(values), 60, width=width)
    assert max(map(len, page.splitlines())) <= width
    assert ("+-" in re.findall(r"^  mean .*$", page, re.MULTILINE)[-1].split("  ")[-1]) == (width == 100)
    assert "A name that is as long" in text


def test_a_chance_that_was_never_seen():
    _, text = page_of(load("legal_startup"), 60)
    assert "in none of 61,440 futures, whichever of the 60 draws is true." in text
    assert "So many draws may miss up to 5 % of the possible cases." in text
    assert "in 0 % to 0 %" not in text


def test_numbers_alone_have_no_two_levels():
    page, text = page_of(load("support_chatbot"))
    assert "Every input is a single number: nothing is unknown, and nothing varies." in text
    assert "Total cost in every future: API-first 86,200 and Self-hosted on 2x A100 441,000." in text
    assert "draws" not in text and "P50" not in text and "better choice" not in text
    assert len(page.splitlines()) < 10


@pytest.mark.parametrize("width", [72, 100])
def test_months_alone_have_one_level(width):
    page, text = page_of(loads(MONTHS), width=width)
    assert "Varies: all of the variance is random variation (aleatory); no input is drawn once." in text
    assert "Fixed [bold]: costs 1,236 in every future." in text
    assert "nothing here is an unknown constant" in text
    assert "better choice" not in text
    assert not re.search(r"\blow\b", page)
    assert max(map(len, page.splitlines())) <= width
