"""Every newcomer's mistake: a clear error, at its line, under its address, and never another exception."""

from __future__ import annotations

import re

import pytest
from valid_scenario import VALID, changed, line_of

from tcorisk.configs import ConfigError, loads

ENGINEER = 'engineer = "15_000 to 22_000"    # survey of 2026'
GPUS = 'monthly = "max(2, ceil(requests / 60_000)) * hours_per_month * to(1.8, 3.6)"'
TOKENS = "requests * days_per_month * tokens * 3.0e-6"
OWN = "strategies.own.costs"

# What replaces the engineer's pay; what the error says. All are at its line and address.
ENGINEER_MISTAKES = [
    ('engineer = "many"', r"unknown name `many`"),
    ("engineer = true", r"a quantity is a number, got true"),
    ("engineer = [1, 2]", r"a quantity is needed, got \[1, 2\]"),
    ("engineer = 2026-01-01", r"a quantity is needed, got 2026-01-01"),
    ("engineer = nan", r"nan is not a quantity"),
    ("engineer = -inf", r"beyond the largest"),
    ("engineer = 1e400", r"beyond the largest"),
    ("engineer = 1" + "0" * 400, r"beyond the largest"),
    ('engineer = "1e400"', r"beyond the largest"),
    ('engineer = "2 * 1e400"', r"beyond the largest"),
    ('engineer = "1e300 ** 2"', r"beyond the largest"),
    ('engineer = "9 ** 9 ** 9"', r"beyond the largest"),
    ('engineer = "1' + "0" * 400 + ' * 2"', r"beyond the largest"),
    ('engineer = "nan"', r"unknown name `nan`(.|\n)*leave the key out"),
    ('engineer = ""', r"empty text"),
    ('engineer = "  "', r"empty text"),
    ('engineer = "1,5"', r"comma in the number 1,5\D(.|\n)*write 1\.5"),
    ('engineer = "15,000"', r"write 15_000 for thousands, or 15\.000"),
    ('engineer = "12 %"', r'write "12%"'),
    ('engineer = "3 * 12 %"', r"a space before the percent sign: `12 %`(.|\n)*write 12%"),
    ('engineer = "peak % 12"', r"`%` between two values(.|\n)*write mod\(a, b\)"),
    ('engineer = "60% (peak)"', r"a number before a bracket(.|\n)*write 60% \* \("),
    ('engineer = "22_000 to 15_000"', r'P95 is below P5(.|\n)*"15_000 to 22_000"'),
    ('engineer = "0 to 5"', r"cannot begin at 0(.|\n)*uniform\(0, 5\)(.|\n)*pert"),
    ('engineer = "5 to 5"', r"both ends of 5 to 5 are equal"),
    ('engineer = "5 to 12 %"', r'a space before a percent sign(.|\n)*write "5% to 12%"'),
    ('engineer = "5 % to 12 %"', r'a space before a percent sign(.|\n)*write "5% to 12%"'),
    ('engineer = "9 * 5 to 12 %"', r'write "9 \* to\(5%, 12%\)"'),
    ('engineer = "9 * 5% to 12% + 1"', r'write "9 \* to\(5%, 12%\) \+ 1"'),
    ('engineer = "5 to 12%"', r'one end has a percent sign(.|\n)*"5% to 12%"'),
    ('engineer = "2 * 15_000 to 22_000"', r'write "2 \* to\(15_000, 22_000\)"'),
    ('engineer = "15_000 - 22_000"', r'not an interval(.|\n)*"15_000 to 22_000"'),
    ('engineer = "15k"', r"`15k` is not a number(.|\n)*write 15_000"),
    ('engineer = "$500"', r'"\$500" is not a number(.|\n)*write 500'),
    ('engineer = "2 * $500"', r"currency sign"),
    ('engineer = "15_000\\u00a0to 22_000"', r"U\+00A0"),
    ('engineer = "2 \u00d7 3"', r"U\+00D7\)(.|\n)*write \*"),
    ('engineer = "\u201c3\u201d"', r"U\+201C"),
    ('engineer = "2 ^ 3"', r"`\^` is not a power(.|\n)*\*\*"),
    ('engineer = "mod(peak, 0)"', r"division by zero"),
    ('engineer = "round(3.2)"', r"unknown function `round`(.|\n)*floor\(x \+ 0\.5\)"),
    ('engineer = "ciel(3.2)"', r"did you mean `ceil`"),
    ('engineer = "ceil(3.2, 1)"', r"`ceil` takes 1 argument, got 2"),
    ('engineer = "min(3)"', r"`min` takes two or more arguments, got 1"),
    ('engineer = "clip(3, 2)"', r"clip\(x, low, high\)"),
    ('engineer = "ceil"', r"`ceil` is a function"),
    ("engineer = \"price('gpt')\"", r"unknown function `price`"),
    ('engineer = "so_far(peak)"', r"a cycle: engineer -> peak -> engineer"),
    ('engineer = "so_far(requests, 2, 1)"', r"`so_far` takes 1 or 2 arguments, got 3(.|\n)*the present 12 months"),
    ('engineer = "so_far(requests, 1.5)"', r"plain whole number of months from 1 to 120, got 1.5"),
    ('engineer = "lag(requests)"', r"`lag` takes 2 or 3 arguments, got 1(.|\n)*lag\(x, 2\) is x of two months ago"),
    ('engineer = "lag(requests, 0)"', r"`lag` needs a plain whole number of months from 1 to 119, got 0"),
    ('engineer = "lag(requests, 120)"', r"from 1 to 119, got 120"),
    ('engineer = "lag(requests, month)"', r"from 1 to 119, got a formula(.|\n)*lag\(x, 2, before\)"),
    ('engineer = "lag(requests, k=2)"', r"`lag` takes no named arguments(.|\n)*lag\(x, 2\) is x"),
    ('engineer = "lag(engineer, 1)"', r"a cycle: engineer -> engineer"),
    ('engineer = "max_so_far(requests, 2)"', r"`max_so_far` takes 1 argument, got 2"),
    ('engineer = "delay(requests, 2)"', r"unknown function `delay`(.|\n)*write lag\(x, months, before\)"),
    ('engineer = "so_far"', r"`so_far` is a function"),
    ('engineer = "age"', r"`age` cannot be used here(.|\n)*only in the `residual`"),
    ('engineer = "strategies.api.monthly"', r"only `inputs` and `when` of a policy"),
    ('engineer = "drivers.peak"', r"write `peak`"),
    ('engineer = "().__class__"', r"only `costs.NAME` and `DRIVER.SHARE` have one"),
    ("engineer = \"__import__('os')\"", r"unknown function `__import__`"),
    ('engineer = "lambda: 1"', r"is not allowed in a formula"),
    ('engineer = "[x for x in (1, 2)]"', r"is not allowed in a formula"),
    ('engineer = "1; 2"', r"cannot be read as a formula"),
    ('engineer = "1 / 0"', r"division by zero"),
    ('engineer = "peak / (1 - 1)"', r"division by zero"),
    ('engineer = "log(0)"', r"log needs a number above 0"),
    ('engineer = "sqrt(-1)"', r"sqrt needs"),
    ('engineer = "(-8) ** 0.5"', r"power that is not whole"),
    ('engineer = "True"', r"`True` is not a number"),
    ('engineer = "3j"', r"`3j` is not a number(?!(.|\n)*write 1 or 0)"),
    ('engineer = "1 if month > 3 && month < 5 else 0"', r"`&&` is not in the language(.|\n)*write `and`, `or`, `not`"),
    ('engineer = "month > 3 || month < 2"', r"`\|\|` is not in the language(.|\n)*write `and`, `or`, `not`"),
    ('engineer = "1 if !(month > 3) else 0"', r"`!` is not in the language(.|\n)*write `and`, `or`, `not`"),
    ('engineer = "(month > 3) & (month < 5)"', r"`&` is not in the language(.|\n)*write `and`"),
    ('engineer = "90%month"', r"no operator after the percentage `90%`(.|\n)*write 90% \* month"),
    ('engineer = "7%3"', r"no operator after the percentage `7%`(.|\n)*write 7% \* 3, or mod\(7, 3\)"),
    ('engineer = "' + "(" * 900 + "1" + ")" * 900 + '"', r"too many nested|nested too deeply"),
    ('engineer = "' + "-" * 1_500 + '1"', r"nested too deeply"),
    ('engineer = "' + "1+" * 5_000 + '1"', r"2000 is the most"),
    ('engineer = "trianglar(1, 2, 3)"', r"did you mean `triangular`"),
    ('engineer = "pert(1, 5, 3)"', r"pert needs low <= mode <= high"),
    ('engineer = "pert(1, 2, 3, 4, 5)"', r"takes low, mode, high"),
    ('engineer = "pert(1, 2, low=3)"', r"given twice"),
    ('engineer = "to(1)"', r"high is missing"),
    ('engineer = "to(1, 2, each=1)"', r'each can only be "month"'),
    ('engineer = "gamma(mean=peak, sd=2)"', r"rate \* gamma\(mean=1, sd=0\.3\)"),
    ("engineer = { low = 1, high = 2 }", r"without `dist` or `process`"),
    ('engineer = { disst = "pert", low = 1, high = 2 }', r"did you mean `dist`"),
    ('engineer = { dist = "prt", low = 1, mode = 2, high = 3 }', r"unknown law `prt`(.|\n)*did you mean `pert`"),
    ('engineer = { dist = "gaussian", mean = 1, sd = 2 }', r"did you mean `normal`"),
    ('engineer = { dist = "scipy:gumbel", loc = 1 }', r"did you mean scipy:gumbel_r"),
    ('engineer = { dist = "scipy:gumbel_r", lok = 1 }', r"did you mean loc"),
    ("engineer = { dist = 5 }", r"needs the name of a law, got 5"),
    ('engineer = { dist = "pert", low = 1, mode = 9, high = 3 }', r"pert needs low <= mode <= high"),
    ('engineer = { dist = "pert", low = 1, mod = 2, high = 3 }', r"no parameter 'mod', did you mean mode"),
    ('engineer = { dist = "pert", low = 1, high = 3 }', r"mode is missing"),
    ('engineer = { dist = "lognormal", p10 = 9, p90 = 2 }', r"p90 above p10"),
    ('engineer = { dist = "normal", mean = "peak", sd = 2 }', r"parameters of a law are numbers"),
    ('engineer = { dist = "normal", mean = true, sd = 2 }', r"mean needs a number, got true"),
    ('engineer = { dist = "normal", mean = nan, sd = 2 }', r"nan is not a quantity"),
    ('engineer = { dist = "normal", mean = 1, sd = 2, each = "week" }', r'each can only be "month", got "week"'),
    ('engineer = { dist = "normal", mean = 1, sd = 2, min = 5, max = 4 }', r"min must not be above max"),
    ('engineer = { dist = "uniform", low = 1, high = 2, min = 5 }', r"excludes all of"),
    ('engineer = { process = "grwth", initial = 3 }', r"unknown process(.|\n)*did you mean `growth`"),
    ('engineer = { process = "growth" }', r"key `initial` is missing"),
    ('engineer = { process = "growth", initial = 3, initail = 4 }', r"unknown key `initail`"),
    ('engineer = { process = "growth", initial = 3, volatility = -0.1 }', r"`volatility` must be at least 0"),
    ('engineer = { process = "growth", initial = 3, noise = "-1 to 2" }', r"add min = 0"),
    ('engineer = { process = "growth", initial = 3, growth_per_year = -1 }', r"must be above -1, got -1"),
    ('engineer = { process = "growth", initial = 3, growth_per_month = "normal(-5, 0.02)" }', r"above -1; .* never is"),
    ('engineer = { process = "growth", initial = 3, noise = "-1 - to(1, 2)" }', r"`noise` is always below 0"),
    ('engineer = { process = "growth", initial = "month" }', r"`month` varies by month"),
    ('engineer = { process = "growth", initial = "requests" }', r"`requests` varies by month"),
    ('engineer = { process = "growth", initial = "to(1, 2, each=\'month\')" }', r"is not allowed in `initial`"),
    # TOML's own refusals
    ("engineer = 15_000 to 22_000", r'an interval needs quotes(.|\n)*write "15_000 to 22_000"'),
    ("engineer = 2 * peak", r'a formula needs quotes(.|\n)*write "2 \* peak"'),
    ("engineer = many", r"text needs quotes"),
    ("engineer = 12%", r'write 0\.12, or "12%"'),
    ("engineer = 1,5", r"write 1\.5"),
    ("engineer = True", r"write true"),
    ("engineer = None", r"`None` is not a TOML value"),
    ("engineer = .5", r"write 0\.5"),
    ("engineer = 007", r"write 7"),
    ("engineer =", r"`engineer` has no value"),
    ("engineer: 5", r"a colon where TOML has `=`"),
    ("engineer = \u201c15_000\u201d", r"curly quotes"),
    ("engineer\u00a0= 5", r"U\+00A0"),
    ('engineer = "5', r"text that cannot be read"),
    ("engineer = [1, 2", r"cannot be read as TOML"),
    ("engineer = 1" + "0" * 5_000, r"a number of 5001 digits"),
]

# (piece of the valid text, what replaces it, a piece of the line that is blamed, address, message)
MISTAKES = [
    ("schema = 1\n", "", None, "", r"key `schema` is missing"),
    ("schema = 1", "schema = true", "schema", "schema", r"`schema` needs 1, got true"),
    ("schema = 1", "schema = 2", "schema", "schema", r"`schema` needs 1, got 2"),
    ("title", "titel", "titel", "titel", r"unknown key `titel`(.|\n)*did you mean `title`"),
    ('"Two ways"', "5", "title", "title", r"`title` needs text in quotes, got 5"),
    ('"Two ways"', '"a\\u001b[31mb"', "title", "title", r"control character"),
    ("[24, 12]", "12", "horizons", "horizons", r"`horizons` needs a list in brackets, got 12"),
    ("[24, 12]", "[12, 12.5]", "horizons", "horizons.1", r"needs a whole number, got 12\.5"),
    ("[24, 12]", "[12, inf]", "horizons", "horizons.1", "needs a whole number, got inf"),
    ("[24, 12]", "[nan, 12]", "horizons", "horizons.0", "needs a whole number, got nan"),
    ("[24, 12]", "[121]", "horizons", "horizons.0", r"at most 120, got 121"),
    ("[24, 12]", "[12, 12]", "horizons", "horizons.1", r"horizon 12 is listed twice"),
    ("[24, 12]", "[]", "horizons", "horizons", r"at least one entry"),
    ('baseline = "api"', "discount_rate = -1", "discount_rate", "discount_rate", r"more than -1, got -1"),
    ('baseline = "api"', 'discount_rate = "5%"', "discount_rate", "discount_rate", r"a plain number(.|\n)*= 0\.05"),
    ('baseline = "api"', "discount_rate = nan", "discount_rate", "discount_rate", r"a finite number"),
    ("[drivers]", '[requirements.private]\nquestion = "q"\nneed = "yes"\n[drivers]', "need",
     "requirements.private.need", r"`need` needs true or false, without quotes, got"),
    ("[drivers]", '[requirements.quick]\nquestion = "q"\nat_least = [1]\n[drivers]', "at_l",
     "requirements.quick.at_least", r"`at_least` needs a plain number or text in quotes, got"),
    ('"api"', '"apo"', "baseline", "baseline", r"is not a strategy(.|\n)*did you mean `api`"),
    ('baseline = "api"', 'unit = { name = "x" }', "unit", "unit", r"`monthly` is missing in unit"),
    ('baseline = "api"', 'categories = ["Travel", "Buffer"]', "categories", "categories.1", r"reserved for the buffer"),
    ("[drivers]", "[[correlations]]\nrank = 1\n[drivers]", "[[corr", "correlations.0", r"`between` is missing"),
    ("engineer =", "month =", "month =", "drivers.month", r"`month` cannot be a name: the language uses it"),
    ("peak =", "Peak =", "Peak", "drivers.Peak", r"is not a valid name(.|\n)*write `peak`"),
    ("peak =", "class =", "class", "drivers.class", r"a keyword of the formula language"),
    ("spare =", "peak =", "inputs", "strategies.api.inputs.peak", r"`peak` is a driver already"),
    ("engineer / 9_000", "tokens", "peak =", "drivers.peak", r"unknown name `tokens`"),
    ("engineer / 9_000", "peak", "peak =", "drivers.peak", r"a cycle: peak -> peak"),
    ('"1_500 to 4_000", spare = 2', '"spare", spare = "tokens"', "inputs", "strategies.api.inputs.tokens",
     r"a cycle: tokens -> spare -> tokens"),
    (TOKENS, "costs.care", "costs.care", "strategies.api.costs.tokens.monthly",
     r"a cycle: costs.tokens -> costs.care -> costs.tokens"),
    (TOKENS, "costs.setup", "costs.setup", "strategies.api.costs.tokens.monthly", r"unknown name `costs.setup`"),
    (TOKENS, "care", '"care"', "strategies.api.costs.tokens.monthly", r"did you mean `costs.care`"),
    (TOKENS, "reqests", "reqests", "strategies.api.costs.tokens.monthly", r"did you mean `requests`"),
    ("2 * engineer", "launch", "one_time", f"{OWN}.setup.one_time", r"strategies.own has no launch"),
    ("2 * engineer", "tokens", "one_time", f"{OWN}.setup.one_time", r"an input of strategies.api"),
    ("60_000))", "0))", "ceil", f"{OWN}.gpus.monthly", r"division by zero"),
    (GPUS, GPUS.replace('"', ""), "ceil", f"{OWN}.gpus.monthly", r"a formula needs quotes"),
    ("[strategies.own.costs.setup]", "[strategies.own.costs.buffer]", "costs.buffer", f"{OWN}.buffer",
     r"cannot be called `buffer`"),
    ('"Engineering"\none_time', '"Enginering"\none_time', "Enginering", f"{OWN}.setup.category",
     r"did you mean `Engineering`"),
    ('category = "Engineering"\none', "one", "[strategies.own.costs.setup]", f"{OWN}.setup", r"`category` is missing"),
    ("one_time =", "monthly = 3\none_time =", "one_time", f"{OWN}.setup.one_time", r"a line has one amount"),
    ('one_time = "2 * engineer"\n', "", "[strategies.own.costs.setup]", f"{OWN}.setup", r"needs an amount"),
    ("one_time =", "residual = 5\none_time =", "residual", f"{OWN}.setup.residual", r"at most 1, got 5"),
    ("one_time =", "one_tme =", "one_tme", f"{OWN}.setup.one_tme", r"did you mean `one_time`"),
    ("one_time =", "every = 3\none_time =", "every = 3", f"{OWN}.setup.every", r"goes with `per_event`"),
    ("one_time =", "dispersion = 3\none_time =", "dispersion = 3", f"{OWN}.setup.dispersion", r"goes with a number of"),
    ("one_time =", "after = -1\none_time =", "after = -1", f"{OWN}.setup.after", r"at least 0, got -1"),
    ("one_time =", 'after = "requests"\none_time =', 'after = "req', f"{OWN}.setup.after", r"varies by month"),
    ("one_time =", 'after = "costs.gpus"\none_time =', 'after = "costs', f"{OWN}.setup.after", r"varies by month"),
    ("one_time =", 'until = "-1 - 2 * 3"\none_time =', "until =", f"{OWN}.setup.until", r"at least 0"),
    ("one_time =", 'after = "-engineer * 0 - 3"\none_time =', 'after = "-eng', f"{OWN}.setup.after", r"always below 0"),
    ('every = "3 to 6"', "every = 0", "every", f"{OWN}.labelling.every", r"must be above 0, got 0"),
    ('every = "3 to 6"', 'every = "-3 to 6"', "every", f"{OWN}.labelling.every", r"add min = 0\.1"),
    ('every = "3 to 6"', 'every = "peak - 3"', "every", f"{OWN}.labelling.every", r"max\(0\.1, peak - 3\)"),
    ('every = "3 to 6"', "every = 1e-9", "every", f"{OWN}.labelling.every", r"more than a thousand events"),
    ('every = "3 to 6"', 'on = "x"', "on =", f"{OWN}.labelling.on", r"is not a process of events(.|\n)*write \[driv"),
    ('every = "3 to 6"\n', "", "per_event", f"{OWN}.labelling.per_event", r"needs a frequency"),
    ('per_event = "5_000 to 50_000"\n', "", "costs.labelling]", f"{OWN}.labelling", r"`every` needs `per_event`"),
    ('"5_000 to 50_000"', "\"to(5, 9, each='month')\"", "each", f"{OWN}.labelling.per_event", r"drawn for each"),
    ("events_per_month = 0.25", "events_per_month = -1", "events_per", f"{OWN}.incidents.events_per_month", r"least 0"),
    ("dispersion = 3.2", "dispersion = 0.9", "dispersion", f"{OWN}.incidents.dispersion", r"at least 1, got 0\.9"),
    ("dispersion = 3.2", 'dispersion = "1.1 to 3"', "dispersion", f"{OWN}.incidents.dispersion", r"add min = 1"),
    ('kind = "self_hosted"', 'kind = "self-hosted"', "self-hosted", "strategies.own.kind", r"mean `self_hosted`"),
    ('kind = "self_hosted"', 'starts = "api"', "starts", "strategies.own.starts", r"`starts` goes with `switch`"),
    ('kind = "self_hosted"', "outputs = { Q = 1 }", "outputs", "strategies.own.outputs.Q", r"a valid name(.|\n)*`q`"),
    ("7_000", "-7_000", "budget", "strategies.own.budget_per_month", r"more than 0, got -7000"),
    ("7_000", '"1 to 2"', "budget", "strategies.own.budget_per_month", r"a plain number"),
    ('share = "10% to 70%"', "shre = 0.1", "buffer =", "strategies.own.buffer.shre", r"did you mean `share`"),
    ('share = "10% to 70%"', 'share = 0.1, on = ["Buffer"]', "buffer =", "strategies.own.buffer.on.0", r"reserved"),
    ('months = "0.5 to 2", ', "", "launch =", "strategies.api.launch", r"key `months` is missing"),
    ('months = "0.5 to 2"', 'months = "month"', "launch =", "strategies.api.launch.months", r"varies by month"),
    ('months = "0.5 to 2"', "months = -1", "launch =", "strategies.api.launch.months", r"at least 0, got -1"),
    ("revenue_per_month = 20_000", "revenue_per_month = \"to(1, 2, each='month')\"", "launch =",
     "strategies.api.launch.revenue_per_month", r"a launch is drawn once"),
    ('like = "own"', 'like = "owm"', "like", "strategies.reserved.like", r"did you mean `own`"),
    ('like = "own"', 'like = "reserved"', "like", "strategies.reserved.like", r"reserved -> reserved"),
    ('like = "own"\n', "", "without", "strategies.reserved.without", r"`without` goes with `like`"),
    ("costs.labelling\"]", "costs.labeling\"]", "without", "strategies.reserved.without.0", r"mean `costs.labelling`"),
    ('kind = "api"', 'kind = "api"\nkind = "api"', None, "strategies.api.kind", r"written twice(.|\n)*line"),
    ("[strategies.own]", "[strategies.api]", None, "strategies.api", r"table `strategies.api` is written twice"),
]  # fmt: skip


def mistakes_of(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        loads(text, "mine.toml")
    assert (
        str(caught.value) == str(caught.value).encode("ascii", "backslashreplace").decode()
        or "\u00d7" in text
        or ("\u201c" in text)
    )
    return caught.value


@pytest.mark.parametrize(("line", "message"), ENGINEER_MISTAKES, ids=[line[:60] for line, _ in ENGINEER_MISTAKES])
def test_a_wrong_quantity_is_one_error_at_its_line(line: str, message: str) -> None:
    text = changed(ENGINEER, line)
    error = mistakes_of(text)
    assert len(error.problems) == 1, str(error)
    problem = error.problems[0]
    assert problem.line == line_of(line, text), str(error)
    assert "engineer" in problem.address or not problem.address
    assert re.search(message, str(error)), str(error)
    assert f"mine.toml:{problem.line}:" in str(error)


@pytest.mark.parametrize(
    ("old", "new", "blamed", "address", "message"), MISTAKES, ids=[f"{new[:40]}:{a}" for _, new, _, a, _ in MISTAKES]
)
def test_a_mistake_is_named_at_its_line(old: str, new: str, blamed: str | None, address: str, message: str) -> None:
    text = changed(old, new)
    error = mistakes_of(text)
    matching = [p for p in error.problems if p.address == address and re.search(message, str(p))]
    assert matching, str(error)
    if blamed is not None:
        assert matching[0].line == line_of(blamed, text), str(error)


@pytest.mark.parametrize(
    ("old", "new", "blamed", "address", "message"),
    [row for row in MISTAKES if row[0] not in (TOKENS, "7_000", "engineer =", "peak =", "[strategies.own]")],
    ids=lambda value: None,
)
def test_one_mistake_is_one_error(old: str, new: str, blamed: str | None, address: str, message: str) -> None:
    error = mistakes_of(changed(old, new))
    assert len(error.problems) == 1, str(error)


def test_a_key_written_twice_names_both_lines() -> None:
    text = changed('kind = "api"', 'kind = "api"\nkind = "hybrid"')
    problem = mistakes_of(text).problems[0]
    assert problem.line == line_of('kind = "hybrid"', text)
    assert f"line {line_of('kind = ', text)} defines it already" in problem.help


def test_all_mistakes_of_a_file_come_in_one_go() -> None:
    text = VALID
    pieces = [
        ("title", "titel"),
        ("engineer / 9_000", "enginer"),
        ('every = "3 to 6"', 'every = "6 to 3"'),
        ('category = "Incidents"', 'category = "Incident"'),
        (GPUS, GPUS.replace('"', "")),
        ("budget_per_month = 7_000", "budget_per_month = 7,5"),
        ('kind = "api"', 'kind = "apy"\nkind = "api"'),
    ]
    for old, new in pieces:
        text = changed(old, new, text)
    error = mistakes_of(text)
    assert len(error.problems) == len(pieces) + 1, str(error)
    lines = [problem.line for problem in error.problems]
    assert lines == sorted(lines)
    assert str(error).endswith("8 mistakes")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("  \n\n", "empty"),
        ("# nothing\n", "only comments"),
        ("x = " + "[" * 5_000, "nested too deeply|cannot be read"),
        ("x = [1,\n2,\n", "never closed"),
        ("strategies = 5\nschema = 1", "needs a table"),
        ("[[strategies]]\nx = 1\n", "needs a table"),
        ("[strategies]\nx = 5\n", "needs a table, got 5"),
        ("schema", "key = value"),
        ("= 5", "key = value"),
        ("[drivers\nx = 1", "header"),
        ("a" * 999_999, "key = value"),
    ],
)
def test_no_scenario_at_all(text: str, message: str) -> None:
    assert re.search(message, str(mistakes_of(text)))


def test_the_picture_of_an_error() -> None:
    text = changed("dispersion = 3.2", "dispersoin = 3.2")
    assert str(mistakes_of(text)) == (
        "error: unknown key `dispersoin`\n"
        "  --> mine.toml:46:1\n"
        "   |\n"
        "46 | dispersoin = 3.2\n"
        "   | ^^^^^^^^^^ not a setting of strategies.own.costs.incidents\n"
        "   = help: did you mean `dispersion`? accepted: `category`, `per_event`, `events_per_month`, "
        "`dispersion`, `event`, `after`, `from`, `until`, `paid_after`"
    )


def test_the_caret_points_inside_a_formula() -> None:
    rows = str(mistakes_of(changed("ceil(requests", "ceil(reqests"))).split("\n")
    start = rows[3].index("reqests")
    assert rows[4][start : start + 8] == "^^^^^^^ "


def test_control_characters_of_the_file_are_shown_escaped() -> None:
    text = changed('kind = "api"', '"k\\u001b[31m" = "\u202e\x07"'.replace("\x07", ""))
    message = str(mistakes_of(text))
    assert "\x1b" not in message and "\u202e" not in message
    assert "\\x1b" in message and "\\u202e" in message


@pytest.mark.parametrize("written", ["a\\u200Db", "a\u200db"])
def test_a_joiner_is_called_by_its_name(written: str) -> None:
    with pytest.raises(ConfigError, match=r"`title` contains an invisible character, U\+200D \(zero width joiner\)"):
        loads(changed('title = "', f'title = "{written}'))


@pytest.mark.parametrize(
    ("driver", "marked", "help"),
    [
        ('{ proces = "growth", initial = 2 }', "proces", "did you mean `process` for `proces`?"),
        ('{ dist = "pret", low = 1, mode = 2, high = 3 }', '"pret"', "did you mean `pert`?"),
        ('{ dist = "normal", mean = 1, sd = 2, eahc = "month" }', "eahc", "did you mean `each`?"),
        ("'normal(mean=1, sd=2, eahc=\"month\")'", '"month"', "did you mean `each`?"),
        ('"pret(1, 2, 3)"', "pret", "did you mean `pert`?"),
    ],
)
def test_a_slip_is_marked_and_mended(driver: str, marked: str, help: str) -> None:
    text = f'schema = 1\ntitle = "t"\ncurrency = "USD"\nhorizons = [12]\n[drivers]\nd = {driver}\n'
    with pytest.raises(ConfigError) as caught:
        loads(text + '[strategies.a.costs.x]\ncategory = "Compute"\nmonthly = "d"\n')
    (problem,) = caught.value.problems
    assert help in problem.help
    assert (problem.line, problem.text[problem.column - 1 :].startswith(marked)) == (6, True)
