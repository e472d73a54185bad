"""The page: golden text of a document made by hand, and what holds for any document."""

import re
import unicodedata
from pathlib import Path

import pytest
from judged import judged
from small_document import around, certain_document, comparison, many_document, owned_document, small_document

import tcorisk.reports
from tcorisk.reports.terminal import default_table
from tcorisk.reports.words.layout import text_width
from tcorisk.reports.words.names import in_sentence, quoted

GOLDEN = Path(__file__).parent
PAGES = {"two": small_document, "certain": certain_document, "owned": owned_document}
API, OWN = "API under a BAA", "Llama on 4x A100"


def render_table(document, width=100):
    """Return the page of a document changed by hand, with the verdict that its numbers ask for."""
    return tcorisk.reports.render_table(judged(document), width)


def said(document):
    """Return the verdict's sentences as one text."""
    return " ".join(line.text.strip() for line in default_table.table_lines(judged(document)) if line.role == "verdict")


def make_goldens():
    for name, make in PAGES.items():
        (GOLDEN / f"{name}.txt").write_text(render_table(make()), "utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_golden(name):
    assert render_table(PAGES[name]()) == (GOLDEN / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("count", [2, 3, 5, 9])
@pytest.mark.parametrize("width", [72, 100, 140])
def test_no_line_is_wider_than_the_page(count, width):
    document = many_document(count)
    document["strategies"]["own"]["label"] = "An uncommonly long label, 日本語のモデル, that fits into no column at all"
    page = render_table(document, width)
    assert max(text_width(line) for line in page.splitlines()) <= width
    assert "An uncommonly long label, 日本語のモデル, that fits into no column at all" in " ".join(page.split())
    for i in range(count - 2):
        assert f"Another way, no. {i}" in page


def test_labels_are_shown_as_plain_text():
    document = small_document()
    document["scenario"]["title"] = "[red]A\x1b[31m \u202eB\n<b>$x$</b>"
    document["strategies"]["own"]["label"] = "\x07[bold]own[/bold]\u200b"
    page = render_table(document)
    assert page.startswith("[red]A[31m B <b>$x$</b>  ")
    assert "[bold]own[/bold]" in page
    assert not any(unicodedata.category(c)[0] == "C" for c in page.replace("\n", ""))


def test_the_same_labels_are_told_apart():
    document = small_document()
    document["strategies"]["own"]["label"] = document["strategies"]["api"]["label"] = "Same"
    page = render_table(document)
    assert "Same (api)" in page
    assert "Same (own)" in page


def test_one_strategy_is_not_compared():
    document = small_document()
    del document["strategies"]["own"]
    document["comparisons"] = []
    page = " ".join(render_table(document).split())
    assert "half of all futures cost less than 345,000 USD, nine in ten less than 411,000 USD" in page
    assert "CHANCE" not in page
    assert "Break-even" not in page


def _verdict(cost, p, by_20=None, **savings):
    """Say the verdict where own machines cost so many times the API on average, and are cheaper this often."""
    document = small_document()
    numbers = document["strategies"]["own"]["horizons"]["24"]
    numbers["mean"] = cost * document["strategies"]["api"]["horizons"]["24"]["mean"]
    document["comparisons"] = [comparison("own", 12, p), comparison("own", 24, p)]
    for item in document["comparisons"]:
        item["p_beats_by_20"] = by_20
        item["savings"] |= savings
        item["savings"]["interval90"] |= {key: around(value, 90.0) for key, value in savings.items()}
    return said(document)


@pytest.mark.parametrize(
    ("cost", "p", "begins"),
    [
        (2.50, 0.0, "Stay with API under a BAA. Over 24 months Llama on 4x A100 is cheaper than API under a BAA in"),
        (1.10, 0.30, "Stay with API under a BAA. Over"),
        (1.10, 0.45, "A close call: stay with API under a BAA. Over"),
        (
            0.90,
            0.72,
            "Stay with API under a BAA: Llama on 4x A100 is cheaper on average, but by less than the margin of 20 %.",
        ),
        (0.79, 0.90, "Choose Llama on 4x A100. Over"),
        (0.79, 0.55, "A close call: choose Llama on 4x A100. Over"),
        (0.79, 1.00, "Choose Llama on 4x A100. Over"),
    ],
)
def test_verdict_and_margin_rule(cost, p, begins):
    assert _verdict(cost, p, 0.0).startswith(begins)


def test_the_margin_rule_says_by_how_much_a_saving_falls_short():
    page = _verdict(0.9, 0.72, 0.31)
    # a tenth of 351,900 USD
    assert "The lowest mean cost is 10 % below the baseline's; the margin rule asks for 20 %, 35,200 USD more." in page
    page = _verdict(0.79, 0.72, 0.31)
    assert "The lowest mean cost is 21 % below the baseline's; the margin rule asks for 20 %." in page
    assert "margin rule" not in _verdict(1.1, 0.3)  # the baseline has the lowest mean


def _tied(p, ties):
    document = small_document()
    for item in document["comparisons"]:
        item |= {"p_beats": p, "p_ties": ties, "p_beats_by_10": 0.0, "p_beats_by_20": 0.0}
        item["interval90"] = {"p_beats": around(p, 1e-6)}
    return " ".join(said(document).split())


def test_ties_are_told_beside_the_probability_of_being_cheaper():
    page = _tied(0.05, 0.55)
    assert "is cheaper than API under a BAA in 5 of 100 futures (by 20 % or more: in" in page
    assert ") and costs the same in 55 of 100." in page
    assert page.startswith("Stay with API under a BAA.")  # a side of 0.675
    assert _tied(0.20, 0.55).startswith("A close call: stay with API under a BAA.")  # 0.525


def test_a_few_futures_are_never_exact():
    document = certain_document()
    document["run"]["trajectories"] = 1
    page = " ".join(render_table(document).split())
    assert "Only 1 future: too few for" in page
    assert "uncertainty" not in page
    assert "1 future, seed" in page
    assert "Stay with" not in page
    document["run"]["trajectories"] = 500
    assert "Only 500 futures: too few for" in render_table(document)
    assert "Stay with" in render_table(document)
    document = certain_document()
    document["strategies"]["own"]["horizons"]["24"]["se"]["p50"] = None
    assert "No uncertainty was entered" not in " ".join(render_table(document).split())
    assert "too few" not in render_table(small_document())


def test_no_error_on_cash_where_it_is_not_known():
    document = small_document()
    for part in document["strategies"]["own"]["horizons"].values():
        part["interval90"] |= {key: around(part[key], 1.6e4) for key in ("p80", "p90")}
    cash = next(line for line in render_table(document).splitlines() if "P90, nine in ten" in line)
    assert cash.count("+-") == 2
    document["strategies"]["own"]["horizons"]["24"]["cash"]["p50"] -= 5e4
    cash = next(line for line in render_table(document).splitlines() if "P90, nine in ten" in line)
    assert cash.count("+-") == 1


@pytest.mark.parametrize(
    ("lost", "cash", "words"),
    [
        (0.0, 1.0, "Cash and total cost are equal here"),
        (0.1, 0.9, "Total cost adds lost revenue (Opportunity)."),
        (0.0, 1.1, "Total cost discounts later months."),
        (0.1, 1.1, "Total cost adds lost revenue (Opportunity) and discounts later months."),
    ],
)
def test_the_note_names_what_parts_cash_from_total(lost, cash, words):
    document = small_document()
    part = document["strategies"]["own"]["horizons"]["24"]
    part["categories"]["Opportunity"]["mean"] = lost * part["mean"]
    part["cash"]["mean"] = cash * part["mean"]
    assert words in " ".join(render_table(document).split())


def test_the_note_names_what_is_paid_later():
    document = small_document()
    document["strategies"]["own"]["paid_after"] = {"gpus": 2}
    page = " ".join(render_table(document).split())
    assert "Total cost takes in what is owed and paid later, and discounts at the `discount_rate`, if there is" in page
    assert "discounts later months" not in page


def test_the_note_and_the_verdict_name_resale_value():
    page = " ".join(render_table(owned_document()).split())
    assert "Cash is what leaves the bank. Total cost takes off resale value." in page
    assert "Resale value is taken off: 57,600 USD for Llama on 4x A100." in page
    document = owned_document()
    part = document["strategies"]["own"]["horizons"]["24"]
    part["categories"]["Opportunity"]["mean"] = 100.0
    page = " ".join(render_table(document).split())
    assert "Total cost adds lost revenue (Opportunity), takes off resale value and discounts later months." in page
    assert "esale" not in render_table(small_document())


def test_a_unit_costs_little_beside_millions():
    document = owned_document()
    document["scenario"]["unit"] = "case of\x1b[1m a very particular kind, closed for good"
    for strategy in document["strategies"].values():
        for part in strategy["horizons"].values():
            part["p99"] = 3e10
            part["unit_cost"] = {"p10": 0.001, "p50": 0.002345, "p90": 0.01}
    page = render_table(document)
    assert "million USD" in page
    assert "COST PER case of[1m a very..., USD" in page
    assert "0.00234 " in page or "0.00235 " in page
    words = " ".join(page.split())
    assert "Cost per case of[1m a very particular kind, closed for good: total cost over their number." in words


def test_units_of_one_price_have_one_row():
    document = owned_document()
    for strategy in document["strategies"].values():
        for part in strategy["horizons"].values():
            part["unit_cost"] = dict.fromkeys(("p10", "p50", "p90"), 2.5)
    page = render_table(document)
    section = page[page.index("COST PER 1M tokens") :].splitlines()[:3]
    assert section[1].split() == ["each", "2.50", "2.50", "2.50", "2.50"]
    assert "P90" not in section[2]


def test_only_strategies_with_outputs_have_a_column_for_them():
    page = render_table(owned_document())
    section = page[page.index("OTHER FIGURES") :]
    section = section[: section.index("WHAT DECIDES")]
    assert re.search(r"utilisation +0\.123 +0\.0543 +0\.301", section)
    assert re.search(r"requests served +48,300 +21,000 +81,800", section)
    assert "API" not in section
    document = owned_document()
    for part in document["strategies"]["own"]["horizons"].values():
        part["outputs"] = {"replicas": dict.fromkeys(("mean", "p10", "p50", "p90"), 2.0)}
    assert re.search(r"OTHER FIGURES, 24 months +value\n +replicas +2\.00\n", render_table(document))
    assert "OTHER FIGURES" not in render_table(small_document())


def test_a_ratio_says_in_how_many_futures_it_is_not_defined():
    document = owned_document()
    none = dict.fromkeys(("mean", "p10", "p50", "p90"))
    for part in document["strategies"]["own"]["horizons"].values():
        price = {"mean": 0.5, "p10": 0.25, "p50": 0.5, "p90": 0.75, "p_undefined": 0.25, "as": "ratio"}
        part["outputs"] = {"price": price, "late_price": {**none, "p_undefined": 1.0, "as": "ratio"}}
    page = render_table(document)
    assert re.search(
        r"price \(over the run\) +0\.500 +0\.250 +0\.750\n +price: not defined in +25 in 100 +- +-\n", page
    )
    assert re.search(r"late price: not defined in +>99\.99 in 100", page)
    for part in document["strategies"]["own"]["horizons"].values():
        part["outputs"]["price"]["p_undefined"] = 0.0
        del part["outputs"]["late_price"]
    assert "not defined" not in render_table(document)


def test_a_document_from_before_these_members_is_shown():
    document = small_document()
    del document["scenario"]["unit"]
    for strategy in document["strategies"].values():
        for part in strategy["horizons"].values():
            del part["residual"], part["unit_cost"], part["outputs"]
    assert render_table(document) == render_table(small_document())


def test_break_even_that_hardly_happens():
    document = small_document()
    for item in document["comparisons"]:
        item["break_even"]["p_never"] = 1.0
    page = " ".join(render_table(document).split())
    assert "Llama on 4x A100: in fewer than 1 in 349,000 futures." in page
    assert "never" not in page


_MEDIAN = "(P50 of the difference) is 500,000 USD; eight futures in ten cost"


@pytest.mark.parametrize(
    ("savings", "words"),
    [
        ({"p50": -5e5, "p10": -6e5, "p90": -4e5}, f"median extra cost {_MEDIAN} 400,000 to 600,000 more"),
        ({"p50": 5e5, "p10": 4e5, "p90": 6e5}, f"median saving {_MEDIAN} 400,000 to 600,000 less"),
        ({"p50": 1e5, "p10": -5e4, "p90": 2e5}, "from 50,000 more to 200,000 less"),
    ],
)  # fmt: skip
def test_savings_speak_of_more_and_less(savings, words):
    assert words in _verdict(0.7, 0.9, 0.9, **savings)


def test_a_horizon_with_another_recommendation_is_named():
    document = judged(small_document())
    document["verdict"]["other_horizons"] = [{"horizon": 12, "recommended": "own"}]
    page = " ".join(tcorisk.reports.render_table(document).split())
    assert "Over 12 months the same rule recommends Llama on 4x A100." in page


def test_a_decision_by_another_statistic_names_it():
    document = judged(small_document())
    document["verdict"] |= {"measure": "P90", "close": True, "scores": {"api": 411_000.0, "own": 990_000.0}}
    page = " ".join(tcorisk.reports.render_table(document).split())
    assert "Stay with API under a BAA: the lowest P90, 411,000 USD against 990,000. Over" in page


def test_scores_that_are_not_told_apart_are_said_to_be():
    document = judged(small_document())
    assert "be separated" not in tcorisk.reports.render_table(document)
    document["verdict"]["told_apart"] = False
    page = " ".join(tcorisk.reports.render_table(document).split())
    assert "The two lowest scores (mean) cannot be separated with 1,048,576 futures." in page


def test_no_probability_is_printed_as_nought():
    page = render_table(small_document())
    assert not re.search(r"\b0(\.0+)? ?%", page)
    assert "<0.01 in 100" in page
    assert "1 in 5,000 futures" in page


ROUNDING = "may not add up due to rounding"


def _categories(document, amounts):
    """Return the page with these amounts in own's categories, and own's amounts as they are printed."""
    for part in document["strategies"]["own"]["horizons"].values():
        part["categories"] = {name: {"mean": amount} for name, amount in amounts.items()}
        part["mean"] = part["cash"]["mean"] = sum(amounts.values())
    page = render_table(document)
    rows = page[page.index("WHERE IT GOES") :].splitlines()[1:]
    return " ".join(page.split()), [
        next(row for row in rows if row.startswith(f"  {name} ")).split()[-3] for name in amounts
    ]


def test_equal_amounts_are_printed_alike():
    page, printed = _categories(small_document(), {"Compute": 81_250.0, "Engineering": 81_250.0, "Incidents": 81_250.0})
    assert len(set(printed)) == 1
    assert ROUNDING in page  # three times 33 %


def test_rounding_is_named_only_where_it_shows():
    assert ROUNDING not in " ".join(render_table(small_document()).split())
    page, printed = _categories(small_document(), {"Compute": 300_000.0, "Engineering": 700_000.0})
    assert printed == ["300,000", "700,000"]
    assert ROUNDING not in page


def test_unknown_errors_are_said_to_be_unknown():
    document = small_document()
    document["run"]["t90"] = None
    for strategy in document["strategies"].values():
        for part in strategy["horizons"].values():
            part |= {"se": dict.fromkeys(part["se"]), "interval90": dict.fromkeys(part["interval90"])}
    for item in document["comparisons"]:
        item["interval90"] = {"p_beats": None}
        item["savings"]["interval90"] = dict.fromkeys(item["savings"]["interval90"])
    assert "Simulation error: unknown" in render_table(document)


def test_the_longer_side_of_an_interval_is_written():
    document = small_document()
    part = document["strategies"]["own"]["horizons"]["24"]
    part["interval90"]["p90"] = [part["p90"] - 2e4, part["p90"] + 6e4]
    total = render_table(document).partition("TOTAL COST")[2]
    assert "990,000 +-60,000" in next(line for line in total.splitlines() if "P90, unlucky" in line)
    assert "P90 +-7 %" in render_table(document)


def test_an_error_that_is_not_known_is_called_so():
    document = small_document()
    assert "not known" not in render_table(document)
    document["strategies"]["own"]["horizons"]["24"]["interval90"] |= dict.fromkeys(("mean", "sd", "cvar95"))
    page = " ".join(render_table(document).split())
    assert "mean not known, P50 +-0.02 %, P90 +-0.02 %, worst 5 % not known" in page


def test_warnings_are_shown():
    document = small_document()
    document["warnings"] = [{"address": "drivers.x", "message": "a count times a law"}]
    assert render_table(document).endswith("Warning: drivers.x: a count times a law\n")


def test_credits_leave_no_share():
    document = small_document()
    document["strategies"]["own"]["horizons"]["24"]["categories"]["Compute"]["mean"] = -1000.0
    assert render_table(document)


def test_ties_are_shown():
    document = small_document()
    for item in document["comparisons"]:
        item |= {"p_beats": 0.0, "p_ties": 1.0}
    page = " ".join(render_table(document).split())
    assert "cost the same in all 1,048,576 futures" in page
    assert "costs the same" in page


def _of_several(shares, means=(300_000.0, 867_000.0, 867_000.0), **worst):
    document = many_document(3)
    for name, p, mean in zip(("api", "own", "more_0"), shares, means, strict=True):
        for numbers in document["strategies"][name]["horizons"].values():
            numbers |= {"p_cheapest": p, "mean": mean, "cvar95": worst.get(name, numbers["cvar95"])}
            numbers["interval90"]["cvar95"] = [numbers["cvar95"]] * 2
    return said(document)


@pytest.mark.parametrize(
    ("shares", "begins"),
    [
        (
            (0.70, 0.30, 0.0),
            f"Stay with {API}. Over 24 months {API} is the cheapest of 3 in 70 of 100 futures, {OWN} in 30. {OWN} is",
        ),
        (
            (0.995, 0.005, 0.0),
            f"Stay with {API}. Over 24 months {API} is the cheapest of 3 in 199 of 200 futures, {OWN} in 1 in 200.",
        ),
        (
            (1.0, 0.0, 0.0),
            f"Stay with {API}. Over 24 months {API} is the cheapest of 3 in all 1,048,576 futures, {OWN} in fewer",
        ),
    ],
)
def test_of_several_the_two_best_are_named(shares, begins):
    assert _of_several(shares).startswith(begins)


def test_a_cheaper_bad_case_of_another_strategy_is_said():
    assert "bad case" not in _of_several((0.7, 0.3, 0.0), api=900e3, own=950e3, more_0=950e3)
    page = _of_several((0.7, 0.3, 0.0), api=1_190e3, own=964e3, more_0=1e6)
    assert (
        f"The bad case of {API} is worse: its worst 5 % of futures cost 1,190,000 USD on average, "
        f"those of {OWN} 964,000."
    ) in page
    assert "bad case" not in _of_several((0.7, 0.3, 0.0), api=964_010.0, own=964_000.0)  # they read the same


@pytest.mark.parametrize(
    ("label", "called"),
    [
        ("API under a BAA", "API under a BAA"),
        ("Own servers, then the API", '"Own servers, then the API"'),
        ("Stay on the API", '"Stay on the API"'),
        ("Buy: API", '"Buy: API"'),
        ("Llama 3.3 70B", "Llama 3.3 70B"),
        ("Open 7B, reserved GPUs (barred)", '"Open 7B, reserved GPUs" (barred)'),
        ("Stayer", "Stayer"),
    ],
)
def test_a_label_is_quoted_where_it_would_be_read_as_part_of_the_sentence(label, called):
    assert in_sentence(label) == called


def test_a_label_with_quotation_marks_is_put_between_others():
    assert quoted("API") == '"API"'
    assert quoted('R&D "v2"') == "'R&D \"v2\"'"
    assert quoted("""it's "v2\"""") == '"it\'s "v2""'
