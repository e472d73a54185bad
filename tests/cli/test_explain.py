"""`simulate explain`: what an address is, in words and numbers that can be checked by hand."""

import re
from pathlib import Path

import pytest

from tcorisk import load
from tcorisk.configs import bundled
from tcorisk.configs.addresses import all_places, written_places
from tcorisk.reports.explain import sampled_value, value_in_month
from tcorisk.reports.explain.explain import render_addresses, render_explanation
from tcorisk.reports.explain.sampled_value import Estimator

SCENARIOS = Path(__file__).parents[1] / "scenarios"
FILES = [*(name for name, _ in bundled()), *map(str, sorted(SCENARIOS.glob("*.toml")))]


def explained(invoke, path, *arguments) -> str:
    result = invoke("explain", path, *arguments, "-q")
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_a_driver_has_its_law_its_source_and_its_users(invoke):
    text = explained(invoke, "drivers.ml_engineer", "--config", "legal_startup")
    assert "Written   15_000 to 21_500\n" in text
    assert "Source    USD a month, loaded: 18,000, handbook §33.6" in text
    assert "lognormal (median 17,960, sigma 0.1094)" in text  # sqrt(15 x 21.5) thousand, ln(21.5 / 15) / 2 / 1.6449
    assert "Drawn     once in each future\n" in text
    assert "mean 18,070, sd 1,983, P5 15,000, P50 17,960, P95 21,500\n" in text
    users = text.partition("Used in:\n")[2].split()
    assert users[:3] == ["drivers.engineer_week", "drivers.engineer_hour", "strategies.api.costs.integration.one_time"]
    assert "strategies.self_hosted.costs.turnover.per_event" in users


def test_a_formula_is_unfolded_level_by_level(invoke):
    text = explained(invoke, "strategies.api.costs.tokens.monthly", "--config", "legal_startup")
    tree = text.partition("Made of:\n")[2].splitlines()
    named = [(len(row) - len(row.lstrip()), row.split()[0].rstrip(":")) for row in tree if "#" not in row]
    assert (2, "requests_per_month") in named
    assert (4, "requests_per_day") in named
    assert (6, "initial") in named
    assert (2, "rate_factor") in named
    assert (6, "first_retirement") in named
    assert "  input_tokens = 5_000 to 15_000: lognormal (median 8,660, sigma 0.334), mean 9,157\n" in text
    assert "first_retirement: see above" in text
    assert "# a request: judgement, 10 to 30 pages" in text


def test_averages_of_formulas_are_those_of_independent_inputs(invoke, small):
    text = small.read_text("utf-8").replace('"requests * to(0.5, 1.5)"', '"2 * requests * uniform(0, 1) + month"')
    small.write_text(text, "utf-8")
    out = explained(invoke, "strategies.api.costs.tokens.monthly", "--config", str(small))
    mean = float(re.search(r"Month 1   mean ([\d,.]+)", out)[1].replace(",", ""))
    expected = 5196.152 * 2.718281828 ** (0.5 * 0.3340**2) + 1.0  # lognormal mean, times 2 x 1/2, plus month 1
    # 8,192 products of independent draws: the standard error is a sd of about 0.7 of the mean over 90
    assert abs(mean - expected) < 4.0 * 0.7 * expected / 90.0


@pytest.mark.parametrize(
    ("config", "path", "words"),
    [
        ("legal_startup", "strategies.self_hosted.costs.labelling.per_event", "Drawn     for each event"),
        ("legal_startup", "strategies.self_hosted.costs.labelling.every", "Drawn     for each interval"),
        ("everything", "drivers.mood", "Drawn     every month"),
        ("everything", "strategies.buy.costs.trips.per_event#2", "Drawn     for each event"),
        ("everything", "strategies.buy.costs.trips.per_event#2", "Part of   max(200, 900"),
        ("everything", "strategies.host.costs.setup.one_time#1", "Drawn     once in each future"),
        ("everything", "drivers.requests", 'Process   process = "growth"'),
        ("everything", "drivers.requests.noise", "Meaning   Standard deviation of the monthly noise"),
        ("everything", "strategies.buy.costs.credit", "every month, after = late, until = 11.5"),
        ("everything", "strategies.buy.costs.trips", "Category  Travel"),
        ("everything", "strategies.rent.inputs.servers", "Inherited from strategies.host.inputs.servers"),
        ("everything", "strategies.buy", "a strategy, the baseline"),
        ("everything", "strategies.host", "faults (Incidents), at random events, events_per_year = 14"),
        ("everything", "strategies.buy.launch", "months = 0.5 to 2: lognormal"),
        ("everything", "strategies.buy.launch.months", "Used in:\n  strategies.buy.costs.review.after\n"),
        ("everything", "strategies.buy.costs.tokens", "Used in:\n  strategies.buy.costs.surcharge.monthly\n"),
        ("everything", "strategies.host.buffer", "On        Compute and Travel"),
        ("everything", "strategies.buy.budget_per_month", "Written   9000"),
        ("everything", "title", "Written   Everything at once"),
        ("everything", "horizons", "Written   [6, 14]"),
        ("everything", "drivers.pieces", "discrete (values 1 / 2 / 4, weights"),
    ],
)
def test_what_is_said(invoke, config, path, words):
    config = str(SCENARIOS / "everything.toml") if config == "everything" else config
    assert words in explained(invoke, path, "--config", config)


@pytest.mark.parametrize("file", FILES)
def test_everything_that_has_an_address_can_be_explained(file, monkeypatch):
    for module in (sampled_value, value_in_month):
        monkeypatch.setattr(module, "SAMPLES", 1024)  # two replicates; the figures themselves are checked elsewhere
    scenario = load(file)
    estimator = Estimator(scenario)
    for address in all_places(scenario):
        text = render_explanation(scenario, address, estimator=estimator)
        assert text.startswith((f"{address}: ", f"{address}:\n"))  # a long one fills the line
        assert "nan" not in text.split()
        assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("file", FILES)
def test_without_a_path_all_that_is_written_is_listed(invoke, file):
    result = invoke("explain", "--config", file, "-q")
    listed = [row.split()[0] for row in result.stdout.splitlines() if row]
    assert listed == list(written_places(load(file)))
    assert result.stdout == render_addresses(load(file))


def test_settings_are_explained_as_set(invoke):
    path = "drivers.ml_engineer"
    text = explained(invoke, path, "--config", "legal_startup", "--set", f"{path}=uniform(3, 5)")
    assert "Written   uniform(3, 5)" in text
    assert "Source" not in text  # the comment was about another number
    assert "Numbers   mean 4, sd 0.5774" in text


def test_a_line_and_a_strategy_show_what_they_cost(invoke, small):
    small.write_text(
        small.read_text("utf-8").replace('"3_000 to 9_000"', "3_000").replace("* to(0.5, 1.5)", "* 2"), "utf-8"
    )
    invoke("--config", str(small), "-n", "8192")  # the kernel is compiled for it if it was not
    line = explained(invoke, "strategies.api.costs.tokens", "--config", str(small))
    strategy = explained(invoke, "strategies.api", "--config", str(small))
    if "Total cost" not in line:
        pytest.skip("there is no private folder to keep a compiled kernel in")
    assert "  6 months: mean 36,000\n  12 months: mean 72,000\n" in line
    assert "12 months: mean 72,000, P10 72,000, P50 72,000, P90 72,000\n" in strategy


@pytest.mark.parametrize(
    ("path", "offer"),
    [
        ("drivers.ml_enginer", "`drivers.ml_engineer`"),
        ("ml_engineer", "`drivers.ml_engineer`"),
        ("strategies.api.costs.token.monthly", "`strategies.api.costs.tokens.monthly`"),
        ("strategies.api.costs.tokens.monthly#7", "`strategies.api.costs.tokens.monthly`"),
        ("strategies.api.costs.integration.one_time#2", "`strategies.api.costs.integration.one_time#1`"),
        ("x" * 5000, "without an address lists all of them"),
        ("\x1b[31m", "without an address lists all of them"),
        ("", "without an address lists all of them"),
        ("..", "without an address lists all of them"),
    ],
)
def test_unknown_addresses_get_the_nearest(invoke, path, offer):
    result = invoke("explain", path, "--config", "legal_startup")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no such address" in result.stderr
    assert offer in result.stderr
    assert "\x1b" not in result.stderr
    assert len(result.stderr) < 2000


def test_hostile_text_is_plain_text(invoke, small):
    text = small.read_text("utf-8")
    text = text.replace('"3_000 to 9_000"', '"3_000 to 9_000"  # \u202eevil\u200b <b>$x$</b> [red]')
    text = text.replace('title = "Small"', 'title = "Small"\ncategories = ["[bold]<i>"]')
    small.write_text(text.replace('category = "Incidents"', 'category = "[bold]<i>"'), "utf-8")
    out = explained(invoke, "drivers.requests", "--config", str(small))
    assert "evil <b>$x$</b> [red]" in out
    assert not re.search("[\u202e\u200b]", out)
    assert "[bold]<i>" in explained(invoke, "strategies.own.costs.incidents", "--config", str(small))


def test_a_scenario_is_asked_for(invoke):
    result = invoke("explain", "drivers.ml_engineer")
    assert result.exit_code == 2
    assert "simulate explain drivers.ml_engineer legal_startup.toml" in result.stderr


@pytest.mark.parametrize(
    ("law", "words"),
    [
        ('{ dist = "metalog", p5 = 2, p50 = 4, p90 = 9 }', "metalog (percentiles p5 2 / p50 4 / p90 9)"),
        ('{ dist = "negative_binomial", mean = 3, dispersion = 2 }', "negative_binomial (mean 3, dispersion 2)"),
        ('{ dist = "mixture", parts = ["1 to 2", "uniform(3, 9)"], weights = [2, 1] }', "parts lognormal / uniform"),
        ('{ dist = "scipy:gumbel_r", loc = 5, scale = 2 }', "scipy:gumbel_r (loc 5, scale 2): as SciPy defines it"),
        ('{ dist = "empirical", values = [1, 2, 3, 4, 5, 6, 7, 9] }', "empirical (values a list of 8)"),
        ('{ dist = "normal", mean = 0, sd = 1, min = 0 }', "min 0: 50.00 % kept"),
        ('{ dist = "normal", mean = 0, sd = 1, min = 0 }', "from 0 to infinity"),
    ],
)
def test_laws_are_named_as_the_language_does(invoke, small, law, words):
    small.write_text(small.read_text("utf-8").replace('"3_000 to 9_000"', law), "utf-8")
    assert words in explained(invoke, "drivers.requests", "--config", str(small)).replace("\n          ", " ")


def test_a_long_chain_of_names_is_unfolded_to_its_end(invoke, small):
    chain = "\n".join(f'x{k} = "x{k - 1} + 1"' for k in range(1, 98))
    small.write_text(small.read_text("utf-8").replace("[drivers]", f"[drivers]\nx0 = 1\n{chain}"), "utf-8")
    text = explained(invoke, "drivers.x97", "--config", str(small))
    assert "x0 = 1\n" in text
    assert "Month 1   mean 98, sd 0" in text
    assert text.count(": see above") == 0


def test_what_is_not_known_in_month_one_is_left_out(invoke, small):
    text = small.read_text("utf-8").replace('"requests * to(0.5, 1.5)"', '"requests / (month - 1)"')
    small.write_text(text, "utf-8")
    out = explained(invoke, "strategies.api.costs.tokens.monthly", "--config", str(small))
    assert "Formula   computed" in out
    assert "Month 1" not in out


def test_actuals_are_shown_with_their_last_value_and_their_number(invoke, small):
    process = '{ process = "jumps", actuals = [2, 4_100], jumps_per_year = 1, factor = 0.5 }'
    text = small.read_text("utf-8").replace('requests = "3_000 to 9_000"', f"requests = {process}")
    small.write_text(text, "utf-8")
    out = explained(invoke, "drivers.requests", "--config", str(small))
    assert "  actuals = 4_100, the last of 2 months\n" in out
    assert "Written   4_100, the last of 2 months\n" in explained(
        invoke, "drivers.requests.actuals", "--config", str(small)
    )
    checked = " ".join(invoke("check", "--config", str(small)).stdout.split())
    assert "requests: going on from 4,100, the last of 2 months of actuals, multiplied by 0.5 at each of 1" in checked
    lines = str(small), "strategies.api.costs.tokens.monthly"
    assert "actuals = 4_100, the last of 2 months" in explained(invoke, lines[1], "--config", lines[0])
