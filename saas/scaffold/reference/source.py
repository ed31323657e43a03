"""Reading the source of what is documented: signatures as they were written, fields with their docstrings."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

WIDE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A field of a class or a value of an enumeration. default: as written, empty where it must be given."""

    name: str
    type: str
    default: str
    text: str


def paragraphs(thing: Any) -> str:
    """The docstring, without its indentation."""
    return inspect.getdoc(thing) or ""


def first_line(thing: Any) -> str:
    """The first paragraph of the docstring in one line."""
    return " ".join(paragraphs(thing).split("\n\n")[0].split())


def signature(function: Callable[..., Any]) -> str:
    """The call as it was written: `name(argument: type = default) -> type`, an argument a line where it is long."""
    node = _parsed(function)
    if not isinstance(node, ast.FunctionDef):
        return f"{function.__name__}{inspect.signature(function)}"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    line = f"{function.__name__}({ast.unparse(node.args)}){returns}"
    if len(line) <= WIDE:
        return line
    arguments = "".join(f"    {argument},\n" for argument in _arguments(node.args))
    return f"{function.__name__}(\n{arguments}){returns}"


def members(kind: type) -> list[Member]:
    """The fields or values that a class states itself, in order; private ones are left out."""
    node = _parsed(kind)
    return list(_members(node)) if isinstance(node, ast.ClassDef) else []


def _parsed(thing: Any) -> ast.stmt | None:
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(thing)))).body[0]
    except (TypeError, OSError):
        return None


def _arguments(arguments: ast.arguments) -> Iterator[str]:
    # One argument at a time: unparsing knows the syntax of defaults, stars and bars better than we would.
    plain = arguments.posonlyargs + arguments.args
    without = len(plain) - len(arguments.defaults)
    for place, argument in enumerate(plain):
        default = arguments.defaults[place - without] if place >= without else None
        yield _argument(argument, default)
    if arguments.vararg:
        yield f"*{ast.unparse(arguments.vararg)}"
    elif arguments.kwonlyargs:
        yield "*"
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield _argument(argument, default)
    if arguments.kwarg:
        yield f"**{ast.unparse(arguments.kwarg)}"


def _argument(argument: ast.arg, default: ast.expr | None) -> str:
    return f"{ast.unparse(argument)} = {ast.unparse(default)}" if default else ast.unparse(argument)


def _members(node: ast.ClassDef) -> Iterator[Member]:
    for statement, following in zip(node.body, [*node.body[1:], None], strict=True):
        text = _string(following)
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name, kind = statement.target.id, ast.unparse(statement.annotation)
            default = ast.unparse(statement.value) if statement.value else ""
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name, kind, default = statement.targets[0].id, "", ast.unparse(statement.value)
        else:
            continue
        if not name.startswith("_"):
            yield Member(name=name, type=kind, default=default, text=text)


def _string(statement: ast.stmt | None) -> str:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        value = statement.value.value
        return " ".join(value.split()) if isinstance(value, str) else ""
    return ""
