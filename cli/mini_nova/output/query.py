"""``-q``: a JMESPath expression over the API's objects. See https://jmespath.org."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import jmespath
from jmespath import exceptions
from jmespath.functions import Functions

from mini_nova.errors import BadUsage, CommandError
from mini_nova.output.results import Parts, Record, Result, Rows, Text

HINT = "For example: -q \"[?status=='ACTIVE'].{id: id, name: name}\"; see https://jmespath.org"
_CALL, _REFERENCE = "function_expression", "expref"
Node = Mapping[str, Any]  # of the syntax tree: type, value and children


class Query:
    """An expression that is well formed, and calls functions that exist.

    Raises BadUsage for any other, with the column at which it goes wrong.
    """

    def __init__(self, expression: str) -> None:
        try:
            self._compiled = jmespath.compile(expression)
        except exceptions.EmptyExpressionError as problem:
            raise BadUsage("-q needs an expression", hint=HINT) from problem
        except exceptions.ParseError as problem:
            raise _no_expression(expression, _reason(problem), problem.lex_position) from problem
        _check_calls(expression, self._compiled.parsed)

    def search(self, value: Any) -> Any:
        """Return what the expression makes of a value. Raises CommandError if it does not fit."""
        try:
            return self._compiled.search(value)
        except exceptions.JMESPathTypeError as problem:
            expected = " or ".join(problem.expected_types)
            raise CommandError(
                f"-q does not fit the result: {problem.function_name}() takes {expected}, "
                f"not {problem.actual_type}"
            ) from problem
        except ValueError as problem:  # as for a slice with steps of 0
            raise CommandError(f"-q does not fit the result: {problem}") from problem


def objects(result: Result) -> Any:
    """Return what expressions are applied to: the value that ``-f json`` writes of a result."""
    if isinstance(result, Parts):
        return objects(result.data)
    if isinstance(result, Rows):
        return list(result.items)
    if isinstance(result, Record):
        return result.item
    if isinstance(result, Text):
        return {result.key: result.text}
    return [{"message": line} for line in result.lines]


def _reason(problem: exceptions.ParseError) -> str:
    if isinstance(problem, exceptions.LexerError):
        if problem.lexer_value == "=":
            return '"=" does not compare, "==" does'
        return str(problem.message)
    if not problem.token_value:
        return "something is missing"
    return f'"{problem.token_value}" is out of place'


def _no_expression(expression: str, reason: str, position: int) -> BadUsage:
    column = position + 1
    return BadUsage(
        f"-q is no JMESPath expression: {reason}, at column {column} of {expression}", hint=HINT
    )


def _check_calls(expression: str, tree: Node) -> None:
    """Raise BadUsage for a function that does not exist or has another number of arguments, and for
    ``&name``, unless it is an argument.
    """
    for parent, node in _nodes({}, tree):
        if node["type"] == _CALL:
            _check_call(expression, node)
        is_argument = parent.get("type") == _CALL
        if node["type"] == _REFERENCE and not is_argument:
            position = expression.find("&")
            raise _no_expression(expression, '"&" is for the arguments of functions', position)


def _check_call(expression: str, call: Node) -> None:
    name = call["value"]
    match = re.search(rf"\b{re.escape(name)}\s*\(", expression)
    position = match.start() if match else 0
    function = Functions.FUNCTION_TABLE.get(name)
    if function is None:
        raise _no_expression(expression, f"there is no function {name}()", position)
    signature = function["signature"]
    count, limit = len(call["children"]), len(signature)
    is_variadic = signature[-1].get("variadic", False)
    if count < limit or (count > limit and not is_variadic):
        reason = f"{name}() takes {limit} argument(s), not {count}"
        raise _no_expression(expression, reason, position)


def _nodes(parent: Node, node: Node) -> Iterator[tuple[Node, Node]]:
    """Yield each node of a syntax tree with its parent."""
    yield parent, node
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _nodes(node, child)
