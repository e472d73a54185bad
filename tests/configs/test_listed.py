"""Listed prices: constants that a formula looks up by name, with source and day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tcorisk.configs import Call, ConfigError, Name, Number, Scenario, load, loads
from tcorisk.configs.listed.prices import LOOKUPS, STALE_PRICE_DAYS, find, table
from tcorisk.configs.warnings.price_warnings import price_warnings

TEXT = """
schema = 1
title = "t"
currency = "USD"
horizons = [12]
[drivers]
requests = "2e6 to 5e6"
rate = { dist = "uniform", low = 'list_price("gpt-4o", "input")', high = "list_price('claude-sonnet-4-5', 'input')" }
[strategies.a.costs.tokens]
category = "Compute"
monthly = 'AMOUNT'
[strategies.a.costs.spread]
category = "Compute"
monthly = "requests * rate / 1e6"
"""
TOKENS = "strategies.a.costs.tokens.monthly"


def scenario(amount: str) -> Scenario:
    return loads(TEXT.replace("AMOUNT", amount))


@pytest.mark.parametrize("function", LOOKUPS)
def test_every_row_has_a_source_a_day_and_prices_in_order(function: str) -> None:
    prices = table(function)
    assert len(prices) >= (40 if function == "list_price" else 11)
    for name, kinds in prices.items():
        assert kinds and set(kinds) <= set(LOOKUPS[function].kinds)
        for kind, one in kinds.items():
            assert (one.function, one.name, one.kind) == (function, name, kind)
            assert one.source and date(2026, 1, 1) < one.checked <= date.today()
            assert 0.0 < one.value < 1_000.0
        value = {kind: one.value for kind, one in kinds.items()}
        if function == "list_price":
            assert value.get("cached", 0.0) <= value["input"] <= value["output"]
        else:
            assert value["spot"] < value["on_demand"]


def test_a_price_is_the_number_that_stands_in_the_list() -> None:
    found = scenario('requests * list_price("gpt-4o", "input") / 1e6')
    literal = scenario("requests * 2.5 / 1e6")
    amount = found.strategies["a"].lines["tokens"].amount.expression
    assert amount == literal.strategies["a"].lines["tokens"].amount.expression
    assert amount == Call("div", (Call("mul", (Name("requests"), Number(2.5))), Number(1e6)))
    law = found.drivers["rate"].expression.law
    assert law.support == (find("list_price", "gpt-4o", "input").value, 3.0)
    ratio = scenario('list_price("gpt-4o-mini", "input") / list_price("gpt-4o", "input") * list_rent("H100", "spot")')
    assert ratio.strategies["a"].lines["tokens"].amount.expression == Number(0.15 / 2.5 * 2.95)


@pytest.mark.parametrize(
    ("amount", "message", "help", "marked"),
    [
        ('2 * list_price("gpt-4oo", "input")', "no model `gpt-4oo` is listed", "did you mean `gpt-4o`?", '"gpt-4oo"'),
        (
            'list_price("claude", "input")',
            "no model `claude` is listed",
            "did you mean `claude-haiku-4-5`?",
            '"claude"',
        ),
        ('list_price("gpt-4o", "inptu")', "no `inptu` of `gpt-4o` is listed", "did you mean `input`?", '"inptu"'),
        (
            'list_price("gpt-4o", "cache_write")',
            "no `cache_write` of `gpt-4o`",
            "listed: `input`, `output`, `cached`",
            "",
        ),
        ('list_rent("A100", "spot")', "no GPU `A100` is listed", "did you mean `A100-80GB`?", '"A100"'),
        ('list_price("", "input")', "no model `` is listed", "listed: `gpt-4o`", '""'),
        (
            'list_price("gpt-4o")',
            "the name of a model and a kind, in quotes",
            'write list_price("gpt-4o", "input")',
            "",
        ),
        ('list_price(requests, "input")', "the name of a model and a kind, in quotes", "write list_price(", ""),
        ('list_price("gpt-4o", kind="input")', "the name of a model and a kind, in quotes", "write list_price(", ""),
        ('list_prices("gpt-4o", "input")', "unknown function `list_prices`", "did you mean `list_price`?", ""),
        ('requests * "gpt-4o"', "quoted text inside a formula is reserved", "", '"gpt-4o"'),
        ('max("gpt-4o", 2)', "quoted text inside a formula is reserved", "", '"gpt-4o"'),
    ],
)
def test_a_mistake_names_what_is_listed(amount: str, message: str, help: str, marked: str) -> None:
    with pytest.raises(ConfigError) as caught:
        scenario(amount)
    [problem] = caught.value.problems
    assert message in problem.message
    assert help in problem.help
    line = TEXT.replace("AMOUNT", amount).splitlines()[problem.line - 1]
    if marked:
        assert line[problem.column - 1 :].startswith(marked)


def test_all_accepted_names_are_told() -> None:
    with pytest.raises(ConfigError) as caught:
        scenario('list_price("nothing", "input")')
    assert all(f"`{name}`" in caught.value.problems[0].help for name in table("list_price"))


def test_a_quantity_knows_what_it_looks_up() -> None:
    found = scenario('list_price( "gpt-4o" ,"input" ) * list_rent("H100","spot") * list_price("gpt-4o", "input")')
    amount, rate = found.strategies["a"].lines["tokens"].amount, found.drivers["rate"]
    assert [one.call for one in amount.listed] == ['list_price("gpt-4o", "input")', 'list_rent("H100", "spot")']
    assert [one.call for one in rate.listed] == [
        'list_price("gpt-4o", "input")',
        'list_price("claude-sonnet-4-5", "input")',
    ]
    assert found.strategies["a"].lines["spread"].amount.listed == found.drivers["requests"].listed == ()


def test_one_warning_for_all_old_prices_on_a_day() -> None:
    one = find("list_price", "gpt-4o", "input")
    found, limit = scenario("requests"), one.checked + timedelta(days=STALE_PRICE_DAYS)
    assert price_warnings(found, limit) == []
    [caution] = price_warnings(found, limit + timedelta(days=1))
    assert caution.address == "drivers.rate"
    assert caution.message.startswith(
        f'list_price("gpt-4o", "input") was checked on {one.checked}, 91 days ago, and 1 more'
    )
    assert price_warnings(loads(TEXT.replace("AMOUNT", "1").replace("'list_price(\"gpt-4o\", \"input\")'", "1").replace(
        "\"list_price('claude-sonnet-4-5', 'input')\"", "2")), date(2099, 1, 1)) == []  # fmt: skip
    oldest = scenario('list_rent("H100", "reserved_year")')
    assert price_warnings(oldest, date(2099, 1, 1))[0].address == TOKENS
    assert found.warnings == oldest.warnings == ()  # nothing that is written depends on the day


@pytest.mark.parametrize("name", ["ecommerce", "custom_model"])
def test_bundled_scenarios_use_listed_prices(name: str) -> None:
    found = load(name)
    home = "drivers" if name == "ecommerce" else "strategies.api.inputs"
    rates = found.drivers if name == "ecommerce" else found.strategies["api"].inputs
    for rate, ends in (("input_rate", (2.5, 3.0)), ("output_rate", (10.0, 15.0))):
        assert rates[rate].address == f"{home}.{rate}"
        assert rates[rate].expression.law.support == ends


def test_a_listed_price_in_another_currency_is_warned_of() -> None:
    head = 'schema = 1\ntitle = "x"\ncurrency = "EUR"\nhorizons = [12]\n'
    line = '[strategies.a.costs.x]\ncategory = "Compute"\nmonthly = \'9 * list_price("gpt-4o", "input")\'\n'
    day = find("list_price", "gpt-4o", "input").checked
    [caution] = price_warnings(loads(head + line), day)
    assert caution.address == "strategies.a.costs.x.monthly"
    assert caution.message.startswith(
        'list_price("gpt-4o", "input") is in USD, and the amounts of this file are in EUR;'
    )
    converted = head + '[drivers]\nusd = "0.85 to 0.95"\n' + line.replace("9 *", "9 * usd *")
    assert price_warnings(loads(converted), day) == []
    assert price_warnings(loads(head.replace("EUR", "USD") + line), day) == []
