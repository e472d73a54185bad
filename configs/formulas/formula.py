"""Formulas: Python's expression syntax, of which a checked subset is accepted. Python never evaluates it.

A formula is parsed by `ast`, each node is checked, and a node that is not on the list is refused with its
column. Laws in it become draws, numbered in reading order; constant arithmetic is folded.
"""

from __future__ import annotations

import ast
import contextlib
import math
import re
import warnings
from functools import reduce
from typing import TYPE_CHECKING

from ..listed.prices import LOOKUPS, Listed, find, table
from ..text.refused import Refused
from ..text.spelling import accepted, did_you_mean, nearest
from .expected import MOST_VARIABLES, expected
from .expressions import Call, Draw, Expression, Name, Number, Variable, substitute, walk
from .formula_errors import AS_INPUT, check_characters, unparsed
from .functions import FUNCTIONS, MEMORY, OVER_LAWS, TABLE, fold
from .laws import (
    BY_FORMULA,
    LISTS_OF_LAWS,
    Parameter,
    Parameters,
    by_formula,
    check_each,
    known_laws,
    make_draw,
    part_of,
)

if TYPE_CHECKING:
    from ...distributions import Law

__all__ = ["integrated", "read_formula"]

#: Characters of the longest formula, and operations inside operations.
LONGEST = 2_000
DEEPEST = 120

#: A percentage, `90%`. Python reads it once an imaginary unit of the same width stands in the place of the sign.
_PERCENTAGE = re.compile(r"(?<![\w.])((?:\d[\d_]*(?:\.[\d_]*)?|\.\d+)(?:[eE][+-]?\d+)?)%")

#: What a mix may read of its parts; and a line of a part, by the name that reports give it.
_OF_A_PART = re.compile(r"parts\.\w+\.(monthly|launch|costs\.\w+|inputs\.\w+)|costs\.\w+\.\w+", re.ASCII)

#: What a policy may read of a strategy as if that were there from the start.
_OF_A_STRATEGY = re.compile(r"strategies\.\w+\.(monthly|costs\.\w+(\.\w+)?|inputs\.\w+)", re.ASCII)

_OPERATORS = {item.symbol: name for name, item in TABLE.items() if item.symbol is not None}

_COMPARISONS = {name for name, item in TABLE.items() if item.symbol is not None and issubclass(item.symbol, ast.cmpop)}

_REFUSED_OPERATORS: dict[type[ast.AST], tuple[str, str]] = {
    ast.BitXor: ("`^` is not a power", "write `**`"),
    ast.Mod: ("`%` between two values", "write mod(a, b) for a remainder, 12% without a space for 0.12"),
    ast.BitAnd: ("`&` is not in the language", "write `and` between conditions"),
    ast.BitOr: ("`|` is not in the language", "write `or` between conditions"),
    ast.FloorDiv: ("`//` is not in the language", "write floor(a / b)"),
}

_INSTEAD = {
    "round": "floor(x + 0.5)",
    "pow": "a ** b",
    "sum": "a + b + c",
    "ln": "log(x)",
    "log10": "log(x) / log(10)",
    "avg": "(a + b) / 2",
    "int": "floor(x)",
    "float": "the number itself",
    "interval": "to(low, high)",
    "gauss": "normal(mean, sd)",
    "delay": "lag(x, months, before)",
    "shift": "lag(x, months, before)",
    "cumsum": "so_far(x)",
    "cummax": "max_so_far(x)",
    "cummin": "min_so_far(x)",
}

#: How functions are called whose arguments are easily confused.
_SHAPES = {
    "clip": "clip(x, low, high)",
    "so_far": "so_far(x), or so_far(x, 12) for the sum since the present 12 months began",
    "lag": "lag(x, 2) is x of two months ago, and 0 in months 1 and 2; lag(x, 2, before) is `before` in these",
}


#: What to write in place of a sum inside another.
_SUM_OF_SUMS = (
    "a sum of n sums of m terms is sum_of(n * m, ...); as an input the inner sum is one number a month, "
    "the same for all terms"
)


def read_formula(text: str, address: str) -> Expression:
    """Return what a formula says.

    Parameters
    ----------
    text : str
        The formula.
    address : str
        Where it is written. Draws get `address#1`, `address#2`, ... in reading order.

    Raises
    ------
    Refused
        If it is not a formula of the language.
    """
    if len(text) > LONGEST:
        raise Refused(f"a formula of {len(text)} characters; {LONGEST} is the most", "split it into inputs")
    check_characters(text)
    source, blanks = _one_line(text)
    if not source:
        raise Refused("empty text where a quantity belongs", 'a number, "3_000 to 9_000" or a formula')
    try:
        return _FormulaReader(address, source, blanks).expression(_parsed(source).body, 0)
    except SyntaxError as error:
        offset = min(max((error.offset or 1) - 1, 0), len(source) - 1)
        raise unparsed(text, source, str(error.msg), offset, blanks) from None
    except (RecursionError, MemoryError):
        raise Refused("the formula is nested too deeply", "split it into inputs") from None
    except Refused:
        raise
    except (ValueError, OverflowError, SystemError) as error:  # numbers of thousands of digits, from ast itself
        raise Refused("cannot be read as a formula", f"{str(error)[:80]}") from None


def _one_line(text: str) -> tuple[str, int]:
    """Return the text on one line, without the blanks around it, and how many of them stand before it."""
    source = text.strip().replace("\n", " ").replace("\t", " ").replace("\r", " ")
    return source, len(text) - len(text.lstrip())


def _parsed(source: str) -> ast.Expression:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return ast.parse(_PERCENTAGE.sub(r"\1j", source), mode="eval")


def integrated(text: str) -> list[Variable]:
    """Return the laws over which `expected` integrates in a formula that can be read, each under its name."""
    return list(dict.fromkeys(_read_again(text).integrated)) if "expected" in text else []


def prices_in(raw: object) -> tuple[Listed, ...]:
    """Return the listed prices that a quantity looks up, in reading order: in its text, or in those of its table."""
    match raw:
        case str() if any(name in raw for name in LOOKUPS):
            found = _read_again(raw).listed
        case dict():
            found = [price for value in raw.values() for price in prices_in(value)]
        case list():
            found = [price for value in raw for price in prices_in(value)]
        case _:
            return ()
    return tuple(dict.fromkeys(found))


def _read_again(text: str) -> _FormulaReader:
    """Return what has read a formula, as far as it can be read."""
    reader = _FormulaReader("", *_one_line(text))
    with contextlib.suppress(Refused, SyntaxError):
        reader.expression(_parsed(reader.source).body, 0)
    return reader


class _FormulaReader:
    """Walks a parsed formula in reading order."""

    def __init__(self, address: str, source: str, blanks: int) -> None:
        self.address = address
        self.source = source
        self.blanks = blanks
        self.draws = 0
        self.over = ""  # the function over laws whose formula is read
        self.bound: dict[str, Expression] = {}  # what its names stand for
        self.integrated: list[Variable] = []  # what `expected` integrates over
        self.listed: list[Listed] = []  # prices that were looked up

    def refuse(self, node: ast.AST, message: str, help: str = "") -> Refused:
        start = getattr(node, "col_offset", 0)
        stop = getattr(node, "end_col_offset", None) or start + 1
        return Refused(message, help, self.blanks + start, max(1, stop - start))

    def expression(self, node: ast.expr, depth: int) -> Expression:
        """Return what a node says; every kind of node that is not named here is refused."""
        if depth > DEEPEST:
            raise Refused("the formula is nested too deeply", "split it into inputs")
        deeper = depth + 1
        match node:
            case ast.Constant():
                return Number(self.constant(node))
            case ast.Name(id=name):
                return self.bound.get(name, Name(name))
            case ast.Attribute():
                return self.attribute(node)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                inner = self.expression(operand, deeper)
                return inner if isinstance(node.op, ast.UAdd) else self.call(node, "neg", inner)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                arguments = self.expression(left, deeper), self.expression(right, deeper)
                return self.call(node, _OPERATORS[type(op)], *arguments)
            case ast.BinOp(op=op) if type(op) in _REFUSED_OPERATORS:
                raise self.refuse(node, *_REFUSED_OPERATORS[type(op)])
            case ast.Compare(left=left, ops=ops, comparators=rights) if all(type(op) in _OPERATORS for op in ops):
                values = [self.expression(item, deeper) for item in (left, *rights)]
                pairs = zip(values, ops, values[1:], strict=False)
                return self.joined(node, "mul", [self.call(node, _OPERATORS[type(op)], a, b) for a, op, b in pairs])
            case ast.IfExp(test=test, body=body, orelse=orelse):
                yes = self.expression(body, deeper)  # reading order: the value comes before its condition
                condition = self.expression(test, deeper)
                return self.call(node, "if", condition, yes, self.expression(orelse, deeper))
            case ast.BoolOp(op=op, values=operands):
                truths = [self.truth(operand, deeper) for operand in operands]
                return self.joined(node, "mul" if isinstance(op, ast.And) else "max", truths)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.call(node, "eq", self.expression(operand, deeper), Number(0.0))
            case ast.Call():
                return self.function(node, deeper)
            case ast.Tuple():
                raise self.refuse(
                    node, "a comma outside a function", "write 1.5 for one and a half, 15_000 for thousands"
                )
            case _:
                raise self.refuse(node, "this is not allowed in a formula", "see the list of functions and operators")

    def truth(self, node: ast.expr, depth: int) -> Expression:
        """Return 1 where the node's value is not 0, else 0; a comparison is that already."""
        value = self.expression(node, depth)
        if isinstance(value, Call) and value.function in _COMPARISONS:
            return value
        return self.call(node, "ne", value, Number(0.0))

    def joined(self, node: ast.AST, function: str, conditions: list[Expression]) -> Expression:
        """Return whether all of the conditions hold (their product), or any of them (their maximum)."""
        return reduce(lambda a, b: self.call(node, function, a, b), conditions)

    def constant(self, node: ast.Constant) -> float:
        """Return a number that is written out; a percentage is that over 100."""
        value = node.value
        if isinstance(value, complex) and (ast.get_source_segment(self.source, node) or "").endswith("%"):
            value = value.imag / 100.0
        if isinstance(value, str):
            raise self.refuse(node, "quoted text inside a formula is reserved", "names are written without quotes")
        if isinstance(value, bool) or not isinstance(value, int | float):
            help = "write 1 or 0" if isinstance(value, bool) else ""
            raise self.refuse(node, f"`{str(value)[:40]}` is not a number", help)
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise self.refuse(node, "a number beyond the largest there is (1.8e308)")
        return number

    def attribute(self, node: ast.Attribute) -> Name:
        dotted = ast.unparse(node)
        if _OF_A_PART.fullmatch(dotted) or _OF_A_STRATEGY.fullmatch(dotted):
            return Name(dotted)
        if dotted.startswith("parts."):
            known = "parts.NAME.monthly, parts.NAME.launch, parts.NAME.costs.LINE and parts.NAME.inputs.INPUT"
            raise self.refuse(node, f"`{dotted[:60]}` cannot be read", f"a mix or a policy reads {known}")
        if isinstance(node.value, ast.Name):
            if node.value.id == "costs":
                return Name(f"costs.{node.attr}")
            if node.value.id in ("drivers", "inputs"):
                raise self.refuse(node, f"`{node.value.id}.` is not written in formulas", f"write `{node.attr}`")
            if node.value.id == "tariffs":
                name = f"tariffs.{node.attr}"
                raise self.refuse(node, f"`{name}` needs a number of units", f"write {name}(units)")
            if node.value.id != "strategies":
                return Name(f"{node.value.id}.{node.attr}")  # a share of a driver
        if ast.unparse(node).startswith("strategies."):
            known = "strategies.NAME.monthly, strategies.NAME.costs.LINE and strategies.NAME.inputs.INPUT"
            raise self.refuse(node, f"`{dotted[:60]}` cannot be read", f"a policy reads {known}")
        raise self.refuse(node, "a dot that is not a decimal point", "only `costs.NAME` and `DRIVER.SHARE` have one")

    def call(self, node: ast.AST, function: str, *arguments: Expression) -> Expression:
        """Return a call, folded to a number where all its arguments are numbers and the months have no part in it."""
        if function in ("div", "mod") and arguments[1] == Number(0.0):
            raise self.refuse(node, "division by zero")
        values = [argument.value for argument in arguments if isinstance(argument, Number)]
        if len(values) < len(arguments) or TABLE[function].value is None:
            return Call(function, arguments)
        try:
            return Number(fold(function, values))
        except ValueError as error:
            raise self.refuse(node, str(error)) from None

    def function(self, node: ast.Call, depth: int) -> Expression:
        if isinstance(node.func, ast.Constant):
            number = ast.get_source_segment(self.source, node.func)
            raise self.refuse(node, "a number before a bracket", f"write {number} * (...)")
        match node.func:
            case ast.Attribute(value=ast.Name(id="tariffs"), attr=tariff):
                return self.tariff(node, f"tariffs.{tariff}", depth)
        if not isinstance(node.func, ast.Name):
            raise self._not_called(node.func)
        name = node.func.id
        if self.over and (name in OVER_LAWS or name in MEMORY or (name in known_laws() and self.over != "sum_of")):
            what = "a law" if name in known_laws() else f"`{name}`"
            help = f"give it a name: {self.over}(..., x = {name}(...))" if name in known_laws() else "make it an input"
            help = _SUM_OF_SUMS if name == "sum_of" else help
            raise self.refuse(node, f"{what} inside the formula of `{self.over}`", help)
        if name in FUNCTIONS:
            return self.plain_function(node, name, depth)
        if name in OVER_LAWS:
            return self.over_laws(node, name, depth)
        if name in LOOKUPS:
            return self.price(node, name)
        if name in known_laws():
            return self.law(node, name, depth)
        known = [*FUNCTIONS, *OVER_LAWS, *LOOKUPS, *known_laws()]
        instead = f"write {_INSTEAD[name]}; " if name in _INSTEAD else ""
        raise self.refuse(node.func, f"unknown function `{name}`", instead + did_you_mean(name, known))

    def _not_called(self, node: ast.expr) -> Refused:
        """Return the refusal of a call of something that is not a name."""
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=tariff) if nearest(name, ["tariffs"]):
                return self.refuse(node, f"`{name}.{tariff}` is not a function", f"write tariffs.{tariff}(units)")
        return self.refuse(node, "only a function or a law can be called", f"functions: {accepted(FUNCTIONS)}")

    def plain_function(self, node: ast.Call, name: str, depth: int) -> Expression:
        arity, optional = FUNCTIONS[name], TABLE[name].optional
        if node.keywords:
            raise self.refuse(node, f"`{name}` takes no named arguments", _SHAPES.get(name, ""))
        count = len(node.args)
        if (count < 2) if arity is None else not arity - optional <= count <= arity:
            need = "two or more arguments" if arity is None else f"{arity} argument{'s' if arity > 1 else ''}"
            need = f"{(arity or 0) - optional} or {need}" if optional else need
            raise self.refuse(node, f"`{name}` takes {need}, got {count}", _SHAPES.get(name, ""))
        arguments = [self.expression(argument, depth) for argument in node.args]
        if TABLE[name].most_months is not None and count > 1:
            self.check_months(node.args[1], arguments[1], name)
        if name == "lag" and count == 2:
            arguments.append(Number(0.0))
        return self.call(node, name, *arguments)

    def price(self, node: ast.Call, name: str) -> Number:
        """Return a listed price; its two names are the only text that a formula holds."""
        lookup = LOOKUPS[name]
        words = [item.value for item in node.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
        if len(words) != 2 or len(node.args) != 2 or node.keywords:
            form = f'{name}("{next(iter(table(name)))}", "{lookup.kinds[0]}")'
            raise self.refuse(
                node, f"`{name}` takes the name of a {lookup.what} and a kind, in quotes", f"write {form}"
            )
        try:
            price = find(name, *words)
        except Refused as error:
            raise self.refuse(node.args[error.key == "kind"], str(error), error.help) from None
        self.listed.append(price)
        return Number(price.value)

    def check_months(self, node: ast.expr, months: Expression, name: str) -> None:
        """Refuse anything but a whole number of months."""
        most = TABLE[name].most_months or 0
        value = months.value if isinstance(months, Number) else math.nan
        if not (1.0 <= value <= most and value == math.floor(value)):
            got = f"got {value:g}" if isinstance(months, Number) else "got a formula"
            message = f"`{name}` needs a plain whole number of months from 1 to {most}, {got}"
            raise self.refuse(node, message, _SHAPES[name])

    def tariff(self, node: ast.Call, name: str, depth: int) -> Expression:
        """Return what a number of units costs by a tariff of the file."""
        if len(node.args) != 1 or node.keywords:
            raise self.refuse(node, f"`{name}` takes one argument, the number of units", f"write {name}(units)")
        units = self.expression(node.args[0], depth)
        if isinstance(units, Number) and units.value < 0.0:
            raise self.refuse(node.args[0], f"`{name}` of {units.value:g} units", "a number of at least 0")
        return Call("tariff", (units, Name(name)))

    def over_laws(self, node: ast.Call, name: str, depth: int) -> Expression:
        """Return a call of `expected` or `sum_of`: the laws by their names first, then the formula over them."""
        form = f"{name}({'n, ' if OVER_LAWS[name] == 2 else ''}formula, x = lognormal(60_000, 1))"
        least = int(name == "expected")  # the laws of a sum may stand in its formula: each is drawn once a term
        if len(node.args) != OVER_LAWS[name] or not least <= len(node.keywords) <= MOST_VARIABLES:
            given = f"got {len(node.args)} and {len(node.keywords)}"
            need = "a number of terms and a formula" if OVER_LAWS[name] == 2 else "a formula"
            laws = f"one to {MOST_VARIABLES} laws by name" if least else f"up to {MOST_VARIABLES} laws by name"
            raise self.refuse(node, f"`{name}` takes {need}, and {laws}; {given}", form)
        *before, body = node.args
        outer = [self.expression(argument, depth) for argument in before]
        names = {keyword.arg or "**": self.bound_law(keyword, name, depth) for keyword in node.keywords}
        self.over, self.bound = name, names
        try:
            f = self.expression(body, depth)
        finally:
            self.over, self.bound = "", {}
        for keyword in node.keywords:
            if not any(isinstance(part, ast.Name) and part.id == keyword.arg for part in ast.walk(body)):
                raise self.refuse(keyword.value, f"`{keyword.arg}` does not occur in the formula of `{name}`", form)
        if name == "sum_of":
            return self.sum_of(node, outer[0], f)
        try:
            return expected(f)
        except Refused as error:
            raise self.refuse(body, str(error), error.help) from None

    def sum_of(self, node: ast.Call, number: Expression, f: Expression) -> Expression:
        """Return a call of `sum_of`."""
        if isinstance(number, Number) and number.value < 0.0:
            raise self.refuse(node.args[0], f"a sum of {number.value:g} terms", "give a number of at least 0")
        draws = [part for part in walk(f) if isinstance(part, Draw)]
        if not draws:
            raise self.refuse(node, "`sum_of` needs a law", "write n * (...) where all terms are equal")
        if any(draw.monthly for draw in draws):
            raise self.refuse(node, "`each` is not allowed in a law of `sum_of`", "leave it out")
        return Call("sum_of", (number, f))

    def bound_law(self, keyword: ast.keyword, function: str, depth: int) -> Expression:
        """Return what a name stands for in the formula of `expected` or `sum_of`: a number, or a formula of one law."""
        before = self.draws
        found = self.expression(keyword.value, depth)
        if isinstance(found, Number):
            return found
        draws = [part for part in walk(found) if isinstance(part, Draw)]
        if any(isinstance(part, Call) and part.function == "sum_of" for part in walk(found)):
            raise self.refuse(keyword.value, f"`sum_of` inside `{function}`", _SUM_OF_SUMS)
        if len(draws) != 1:
            help = f"write the law: {keyword.arg} = lognormal(60_000, 1)"
            what = "a law or a number" if not draws else f"a formula of one law; here are {len(draws)}"
            raise self.refuse(keyword.value, f"`{keyword.arg}` needs {what}", help)
        if draws[0].monthly:
            raise self.refuse(keyword.value, f"`each` is not allowed in a law of `{function}`", "leave it out")
        if function == "sum_of":
            return found
        self.draws = before  # nothing is drawn
        variable = Variable(keyword.arg or "", draws[0].law)
        self.integrated.append(variable)
        return substitute(found, {draws[0]: variable})

    def law(self, node: ast.Call, name: str, depth: int) -> Expression:
        """Return the draw of a law written as a call."""
        self.draws += 1
        return self.made(node, name, depth, f"{self.address}#{self.draws}")

    def made(self, node: ast.Call, name: str, depth: int, address: str) -> Expression:
        """Return the draw of a law at an address, without counting it."""
        from ...distributions import positional

        order = positional(name)
        parameters, nodes = Parameters(), dict[str, ast.AST]()
        formulas: dict[str, Expression] = {}
        if len(node.args) > len(order):
            if not order:
                raise self.refuse(node, f"`{name}` takes its parameters by name", f"write {name}(p5=1, p50=2, p90=4)")
            raise self.refuse(node, f"`{name}` takes {', '.join(order)}; got {len(node.args)} arguments")
        given: list[tuple[str, ast.expr]] = list(zip(order, node.args, strict=False))
        for keyword in node.keywords:
            if keyword.arg is None or keyword.arg in dict(given):
                raise self.refuse(keyword.value, f"`{keyword.arg or '**'}` is given twice, or not by name")
            given.append((keyword.arg, keyword.value))
        for key, argument in given:
            nodes[key] = argument
            if key == "each":
                if not isinstance(argument, ast.Constant) or argument.value != "month":
                    raise self.refuse(argument, 'each can only be "month"', 'each = "month" draws every month')
                parameters.monthly = True
                continue
            try:
                check_each(name, key)
            except Refused as error:
                raise self.refuse(argument, str(error), error.help) from None
            if (name, key) in BY_FORMULA:
                formula = self.expression(argument, depth + 1)
                if not isinstance(formula, Number):
                    formulas[key] = formula
                    continue
            parameters.values[key] = self.parameters(name, key, argument, depth)
        try:
            if formulas:
                return by_formula(name, formulas, parameters, address)
            return make_draw(name, parameters, address)
        except Refused as error:
            raise self.refuse(nodes.get(error.key or "", node), str(error), error.help) from None

    def parameters(self, name: str, key: str, argument: ast.expr, depth: int) -> Parameter:
        """Return a law's parameter: a number, a list of numbers, or a list of laws and numbers."""
        if not isinstance(argument, ast.List | ast.Tuple):
            return self.parameter(name, key, argument, depth)
        if (name, key) in LISTS_OF_LAWS:
            return tuple(self.part(item, depth + 1) for item in argument.elts)
        return tuple(self.parameter(name, key, item, depth) for item in argument.elts)

    def part(self, node: ast.expr, depth: int) -> float | Law:
        """Return a part of a mixture; a law in it has no draw of its own."""
        if depth > DEEPEST:
            raise Refused("the formula is nested too deeply", "split it into inputs")
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in known_laws():
                found: Expression = self.made(node, name, depth, self.address)
            case _:
                found = self.expression(node, depth)
        try:
            return part_of(found)
        except Refused as error:
            raise self.refuse(node, str(error), error.help) from None

    def parameter(self, law: str, key: str, node: ast.expr, depth: int) -> float:
        """Return a law's parameter: a number, or arithmetic on numbers."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if law == "empirical" and key in ("file", "column"):
                raise self.refuse(
                    node, "a file is not named inside a formula", AS_INPUT.format("empirical", "file = ...")
                )
            raise self.refuse(node, f"{law}: {key} needs a number, got text")
        value = self.expression(node, depth)
        if isinstance(value, Number):
            return value.value
        what = "itself uncertain" if isinstance(value, Draw) else "not a plain number"
        raise self.refuse(
            node,
            f"{law}: {key} is {what}; parameters of a law are numbers",
            "keep the uncertain part outside the law: `rate * gamma(mean=1, sd=0.3)`",
        )
