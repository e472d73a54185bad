"""Random scenarios for hypothesis: every law, function, operator, process and way of being paid, in odd company.

Two kinds of formulas: *wild* ones (amounts) may divide by zero, take logarithms of anything and overflow; *tame* ones
(rates, intervals, moments, volatilities) stay within a few positive numbers, since nonsense there stops a run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

#: (name, parameters) of laws around 1 to 10, some negative; all laws, conditions and percentile parameters.
LAWS = [
    ("uniform", "low=-1, high=4"),
    ("triangular", "low=0, mode=2, high=7"),
    ("pert", "low=1, mode=2, high=8"),
    ("pert", "low=0, mode=5, high=5, weight=6"),
    ("normal", "mean=3, sd=2"),
    ("normal", "p10=2, p90=9, min=0"),
    ("lognormal", "median=2, sigma=0.7"),
    ("lognormal", "mean=4, sd=3, max=9"),
    ("beta", "alpha=2, beta=0.7"),
    ("gamma", "mean=2, sd=1.5"),
    ("gamma", "shape=0.4, scale=3"),
    ("exponential", "mean=2.5"),
    ("discrete", "values=[0, 1, 5], weights=[1, 2, 1]"),
    ("bernoulli", "p=0.3"),
]
#: Laws between 0.3 and 3.
TAME = ["uniform(low=0.3, high=2)", "pert(low=0.4, mode=1, high=3)", "triangular(low=0.5, mode=0.5, high=2)"]
#: What is left of a purchase, from 0 to 1 once it is made; the root of a negative age is not a number.
RESIDUALS = ["0.4", "uniform(0.2, 0.9) ** (age / 12)", "1 / (1 + sqrt(age))", "clip(1 - age * p0 / 9, 0, 1)"]
MEMORIES = ["so_far({})", "so_far({}, 2)", "max_so_far({})", "min_so_far({})", "lag({}, 1, p0)", "lag({0}, 2, {0})"]
#: Tariffs of either mode, by month or by periods of 4 months.
TARIFFS = ["graduated0", "volume0", "graduated4", "volume4"]
#: Plain moments and how many elapsed months they are.
PLAIN_MOMENTS = {"0": 0.0, "2": 2.0, "1.3": 1.3, "2026-05-16": 1.5}
TIERS = "{ up_to = 2, price = 3 }, { up_to = 9, price = '0.3 * p0' }, { price = '1 to 2' }"
UNARY = ["ceil", "floor", "abs", "exp", "log", "sqrt", "-"]
BINARY = ["+", "-", "*", "/", "**"]
DISPERSION = '"1.2 + uniform(0, 2)"'
VOLATILITY = '"to(0.02, 0.3)"'
COMPARISONS = ["<", "<=", ">", ">=", "==", "!="]

Draw = Callable[[st.SearchStrategy], object]
texts = Sequence[str]


def call(law: tuple[str, str], monthly: bool = False) -> str:
    """Write a law as a call."""
    return f"{law[0]}({law[1]}{', each=' + repr('month') if monthly else ''})"


def table(law: tuple[str, str], monthly: bool = False) -> str:
    """Write a law as a table."""
    return f'{{ dist = "{law[0]}", {law[1]}{", each = " + chr(34) + "month" + chr(34) if monthly else ""} }}'


@st.composite
def wild(draw: Draw, names: texts, monthly: bool, depth: int = 3) -> str:
    """A formula that may do anything; `monthly` allows draws by the month."""
    kind = draw(st.integers(0, 14 if depth else 2))
    below = wild(names, monthly, depth - 1)
    if kind == 0:
        return str(draw(st.sampled_from(["0", "1", "2.5", "1e3", "0.001"])))
    if kind == 1:
        return call(draw(st.sampled_from(LAWS)), monthly and bool(draw(st.booleans())))  # type: ignore[arg-type]
    if kind == 2:
        return str(draw(st.sampled_from(names)))
    if kind == 3:
        return f"{draw(st.sampled_from(UNARY))}({draw(st.sampled_from(names))} - {draw(below)})"
    if kind == 4:
        condition = f"{draw(st.sampled_from(names))} {draw(st.sampled_from(COMPARISONS))} {draw(below)}"
        return f"({draw(below)} if {condition} else ({condition}))"
    if kind == 5:
        return f"{draw(st.sampled_from(['min', 'max']))}({draw(below)}, {draw(below)}, {draw(st.sampled_from(names))})"
    if kind == 6:
        return f"clip({draw(below)}, {draw(below)}, {draw(below)})"
    if kind == 7:
        summed = draw(st.sampled_from(names)) if not monthly else draw(below)
        return str(draw(st.sampled_from(MEMORIES))).format(summed)
    if kind == 8:
        return f"mod({draw(st.sampled_from(names))}, {draw(below)} + 40%)"
    if kind == 9:
        return f"({draw(st.sampled_from(names))} > {draw(below)} <= 2 and {draw(below)} or (not {draw(below)}))"
    if kind == 10:
        kinds = TARIFFS if monthly else [name for name in TARIFFS if name.endswith("0")]
        return f"tariffs.{draw(st.sampled_from(kinds))}(abs({draw(below)}))"
    if kind == 11:
        law = call(draw(st.sampled_from(LAWS)))  # type: ignore[arg-type]
        name = draw(st.sampled_from(names))
        if not monthly:
            return f"expected(max(x * y, {name}), x = {law}, y = 2)"
        number = draw(st.sampled_from(["3", "2.5", "900", f"{name} + 1"]))
        term = draw(st.sampled_from(["x + 2 * y", "max(x, y)", f"y * (x > {name})"]))
        return f"sum_of({number}, {term}, x = {law}, y = {call(LAWS[0])})"
    return f"({draw(st.sampled_from(names))} {draw(st.sampled_from(BINARY))} {draw(below)})"


@st.composite
def tame(draw: Draw, names: texts, constant: bool = True) -> str:
    """A formula between 0.3 and 9 over positive names, or a constant."""
    law = st.sampled_from(TAME)
    kind = draw(st.integers(0 if constant else 1, 4))
    if kind == 0:
        return str(draw(st.sampled_from(["0.5", "1.25", "2"])))
    if kind == 1:
        return f"{draw(law)} * 1"
    if kind == 2:
        return f"{draw(st.sampled_from(names))} + {draw(law)}"
    if kind == 3:
        return f"max({draw(law)}, {draw(st.sampled_from(names))}, {draw(law)})"
    return f"0.5 * {draw(law)} + 0.25 * {draw(st.sampled_from(names))} + 0.3"


@st.composite
def source(draw: Draw, name: str, names: texts, positive: texts) -> str:
    """A driver or an input: a law, a formula, or a process with any of its settings."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return f"{name} = {table(draw(st.sampled_from(LAWS)), bool(draw(st.booleans())))}"  # type: ignore[arg-type]
    if kind == 1:
        return f'{name} = "{draw(wild(names, True))}"'
    if kind > 3:
        return f"{name} = {{ {draw(OTHER_PROCESSES[kind - 4](positive))} }}"
    settings = [draw(beginning(positive))]
    rates = ["0.02", '"normal(mean=0.03, sd=0.02)"', '"to(0.01, 0.2)"', f'"0.05 * {positive[0]}"']
    growth = draw(st.sampled_from(["growth_per_month", "growth_per_year", ""]))
    settings += [f"{growth} = {draw(st.sampled_from(rates))}"] if growth else []
    sizes = ["0.05", '"to(0.02, 0.3)"', f'"0.1 * {positive[0]}"']
    settings += [f"{key} = {draw(st.sampled_from(sizes))}" for key in ("volatility", "noise") if draw(st.booleans())]
    settings += [f"season = [0.5, {', '.join(['1'] * 10)}, 2.5]"] if draw(st.booleans()) else []
    settings += [f'ceiling = "{draw(tame(positive))}"'] if draw(st.booleans()) else []
    return f'{name} = {{ process = "growth", {", ".join(settings)} }}'


@st.composite
def beginning(draw: Draw, positive: texts) -> str:
    """Where a process begins, or what it was until month 0."""
    return draw(st.one_of(tame(positive).map(lambda text: f'initial = "{text}"'), st.just("actuals = [1.1, 0.8, 1.3]")))  # type: ignore[return-value]


def later(settings: str) -> st.SearchStrategy[str]:
    """Settings of a renewal that begins at the start or later."""
    return st.sampled_from([settings, f"{settings}, after = 1.3", f'{settings}, after = "uniform(low=0, high=4)"'])


def plan(positive: texts) -> st.SearchStrategy[str]:
    """A number for each month."""
    return st.just('process = "plan", values = [1, 0, 2.5, 2, 1, 3, 0.5]')


@st.composite
def mean_reverting(draw: Draw, positive: texts) -> str:
    """Mean reversion, its parameters numbers or not."""
    settings = [draw(beginning(positive)), *(f'{key} = "{draw(tame(positive))}"' for key in ("mean", "half_life"))]
    settings += [f"volatility = {draw(st.sampled_from(['0.1', VOLATILITY, '0']))}"]
    settings += [f'floor = "{draw(tame(positive))}"'] if draw(st.booleans()) else []
    return f'process = "mean_reverting", {", ".join(settings)}'


@st.composite
def jumps(draw: Draw, positive: texts) -> str:
    """Jumps at a rate that is known or not, by a factor of any formula."""
    settings = [draw(beginning(positive))]
    settings += [f'{key} = "{draw(tame(positive))}"' for key in ("jumps_per_year", "factor")]
    return f'process = "jumps", {", ".join(settings)}'


@st.composite
def steps(draw: Draw, positive: texts) -> str:
    """Three values and two moments, in whatever order these come out."""
    values = [f'"{draw(tame(positive))}"' for _ in range(3)]
    at = [draw(st.sampled_from(["1.5", "2"])), f'"2 + {draw(tame(positive))} - p0"']
    return f'process = "steps", values = [{", ".join(values)}], at = [{", ".join(at)}]'


@st.composite
def on_off(draw: Draw, positive: texts) -> str:
    """Periods on and off of any length; one of them may last no time."""
    periods = st.one_of(tame(positive), st.just("bernoulli(0.5)"))
    return draw(later(f'process = "on_off", on_lasts = "{draw(periods)}", off_lasts = "{draw(tame(positive))}"'))  # type: ignore[return-value]


@st.composite
def rhythm(draw: Draw, positive: texts) -> list[str]:
    """How often events come: settings of a line, or of a process."""
    key = draw(st.sampled_from(["every", "events_per_month", "events_per_year"]))
    settings = [f'{key} = "{draw(tame(positive))}"']
    if key != "every" and draw(st.booleans()):
        settings.append(f"dispersion = {draw(st.sampled_from(['1', '2.5', DISPERSION]))}")
    return settings


def events(positive: texts) -> st.SearchStrategy[str]:
    """A process of events."""
    return rhythm(positive).flatmap(lambda settings: later(f'process = "events", {", ".join(settings)}'))


OTHER_PROCESSES = [mean_reverting, jumps, steps, on_off, events, plan]


@st.composite
def mix(draw: Draw, names: texts, launched: texts) -> list[str]:
    """A mix of both strategies, each entered and left at any moment, some names bound."""
    lines = ["[strategies.mix]"]
    for part, of in (("a", "one"), ("b", "two")):
        moments = {key: draw(st.sampled_from(["1", "2.5", '"uniform(low=0, high=4)"'])) for key in ("after", "until")}
        given = [f"{key} = {moment}" for key, moment in moments.items() if draw(st.booleans())]
        bound = str(
            draw(st.sampled_from([*[""] * 5, *(name for name in names if name[0] in "pd" and name[1:].isdigit())]))
        )
        given += [f'with = {{ {bound} = "0.4 + {bound} / 2" }}'] if bound else []
        given += ['without = ["launch"]'] if part == "b" and of in launched else []
        lines += [f"[strategies.mix.parts.{part}]", f'of = "{of}"', *given]
    return [*lines, "[strategies.mix.costs.own]", 'category = "Own"', 'monthly = "1 + 0.1 * parts.a.monthly"']


@st.composite
def policy(draw: Draw, names: texts) -> list[str]:
    """A policy that moves to the other strategy and perhaps back, when anything holds."""
    lines = ["[strategies.policy]", 'starts = "one"', f'inputs = {{ seen = "strategies.two.monthly + {names[-1]}" }}']
    for origin, to in (("one", "two"), ("two", "one")):
        lines += ["[[strategies.policy.switch]]", f'from = "{origin}"', f'to = "{to}"']
        lines += [f'when = "{draw(st.sampled_from(names))} > {draw(st.sampled_from(["0.5", "seen", "month - 2"]))}"']
        given = ["for_months = 2", 'overlap = "uniform(0, 3)"', 'one_time = "to(1, 2) * p0"']
        lines += [each for each in given if draw(st.booleans())]
    return [*lines, "[strategies.policy.costs.own]", 'category = "Own"', 'monthly = "1 + 0.1 * parts.one.monthly"']


@st.composite
def line(draw: Draw, names: texts, positive: texts, launch: bool, series: texts) -> str:
    """A cost line of any timing; `series` are processes of events."""
    categories = ["Compute", "Engineering", "Incidents", "Opportunity", "Own"]
    settings = [f'category = "{draw(st.sampled_from(categories))}"']
    moments = [*PLAIN_MOMENTS, '"uniform(low=0, high=4)"', f'"{positive[0]} + 1"'] + ['"launch"'] * launch
    limits = {key: draw(st.sampled_from(moments)) for key in ("after", "until") if draw(st.booleans())}
    if len(limits) == 2 and all(moment in PLAIN_MOMENTS for moment in limits.values()):  # in order, or refused
        limits = dict(zip(limits, sorted(limits.values(), key=PLAIN_MOMENTS.__getitem__), strict=True))
    settings += [f"{key} = {moment}" for key, moment in limits.items()]
    timing = draw(
        st.sampled_from(["monthly", "one_time", "minimum", "own events", *(f'on = "{name}"' for name in series)])
    )
    if timing == "monthly" and draw(st.booleans()):
        settings.append(f"commitment = {draw(st.sampled_from(['0.7', '3', '12']))}")
        settings += ["notice = 1.5"] if draw(st.booleans()) else []
    if timing == "one_time" and draw(st.booleans()):
        settings.append(f'residual = "{draw(st.sampled_from(RESIDUALS))}"')
    settings += [f"paid_after = {draw(st.integers(1, 4))}"] if draw(st.booleans()) else []
    if timing == "minimum":
        settings += [f'of = "{draw(wild(names, True))}"', f"months = {draw(st.sampled_from([1, 2, 5]))}"]
    if timing in ("monthly", "one_time", "minimum"):
        return "\n".join([*settings, f'{timing} = "{draw(wild(names, True))}"'])
    settings += draw(rhythm(positive)) if timing == "own events" else [timing]  # type: ignore[operator, list-item]
    simple = [call(law) for law in LAWS] + [f"2 * {positive[0]} * to(1, 3) - to(0.1, 0.2) / 2 + 1"]
    amount = st.one_of(st.sampled_from(simple), wild(names, False))
    return "\n".join([*settings, f'per_event = "{draw(amount)}"'])


@st.composite
def scenario_texts(draw: Draw) -> str:
    """A scenario of two strategies and their copies."""
    parts = [
        "schema = 1",
        "start = 2026-04-01",
        'title = "Random"',
        'currency = "USD"',
        "horizons = [3, 7]",
        'categories = ["Own"]',
    ]
    if draw(st.booleans()):
        parts.append('unit = { name = "unit", monthly = "p0 * to(1, 2) + month" }')
    parts += [f"discount_rate = {draw(st.sampled_from(['0.0', '0.08']))}", "[drivers]", 'p0 = "uniform(0.2, 1.5)"']
    positive = ["p0"]
    names = ["p0", "month", "days_per_month"]
    shared: list[str] = []
    launched: list[str] = []
    for k in range(int(draw(st.integers(0, 3)))):  # type: ignore[call-overload]
        parts.append(str(draw(source(f"d{k}", names, positive))))
        names.append(f"d{k}")
        shared += [f"d{k}"] if 'process = "events"' in parts[-1] else []
    for strategy in ("one", "two"):
        launch, buffer = draw(st.booleans()), draw(st.booleans())
        parts.append(f"[strategies.{strategy}]")
        launched += [strategy] if launch else []
        parts += (
            [f'launch = {{ months = "{draw(tame(positive))}", revenue_per_month = "1_000 * p0" }}'] if launch else []
        )
        on = draw(st.sampled_from(["", ', on = ["Compute", "Own"]', ', on = ["Opportunity"]']))
        parts += [f'buffer = {{ share = "10% to 70%"{on} }}'] if buffer else []
        mine, series = [*names], [*shared]
        parts.append(f"[strategies.{strategy}.inputs]")
        for k in range(int(draw(st.integers(0, 2)))):  # type: ignore[call-overload]
            parts.append(str(draw(source(f"i{k}", mine, positive))))
            mine.append(f"i{k}")
            series += [f"i{k}"] if 'process = "events"' in parts[-1] else []
        lines = [f"c{k}" for k in range(int(draw(st.integers(1, 4))))]  # type: ignore[call-overload]
        written = []
        for k, name in enumerate(lines):
            seen = [*mine, *(f"costs.{other}" for other in lines[:k]), *(["launch"] if launch else [])]
            written.append(f"[strategies.{strategy}.costs.{name}]\n{draw(line(seen, positive, bool(launch), series))}")
        if draw(st.booleans()):
            seen = [*mine, *(f"costs.{other}" for other in lines)]
            parts += [f"[strategies.{strategy}.outputs]", f'o0 = "{draw(wild(seen, True))}"', 'o1 = "costs.c0 * month"']
        parts += draw(st.permutations(written))  # type: ignore[arg-type]
    for name in TARIFFS:
        parts += [
            f"[tariffs.{name}]",
            f"tiers = [{TIERS}]",
            f'mode = "{name[:-1]}"',
            "months = 4\nafter = 3" * name.endswith("4"),
        ]
    if draw(st.booleans()):
        parts += draw(mix(names, launched))  # type: ignore[operator]
    if draw(st.booleans()):
        parts += draw(policy(names))  # type: ignore[operator]
    if draw(st.booleans()):
        parts += ["[strategies.copy]", 'like = "two"']
        parts += ["[strategies.copy.costs.c0]", 'category = "Compute"', "monthly = 7"]
    return "\n".join(parts) + "\n"
