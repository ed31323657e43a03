"""Each field of each input takes or refuses the oddest values; none falls over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from marshmallow import Schema, ValidationError, fields

VALUES = (
    1.75e308, -1.75e308, 5e-324, float("inf"), float("nan"), 10**400, "1e999999", "-1e999999", "1e-999999",
    "NaN", "sNaN", "Infinity", "", " ", "\x00", "\ud800", "9" * 5000, True, None, [], {}, [[]], {"": None},
)  # fmt: skip
"""Numbers beyond floats and beyond decimals, texts of all and nothing, and what is neither."""


def schemas(of: type[Schema] = Schema) -> Iterator[type[Schema]]:
    """The product's schemas that are loaded."""
    for one in of.__subclasses__():
        if one.__module__.startswith(("saas.", "plugins.")):
            yield one
        yield from schemas(one)


@pytest.mark.parametrize("value", VALUES, ids=lambda one: repr(one)[:16])
def test_field_takes_or_refuses_an_odd_value(app: Flask, value: object) -> None:
    with app.test_request_context("/"):
        tried, fallen = 0, []
        for schema in set(schemas()):
            for name, field in schema().fields.items():
                tried += 1
                try:
                    field.deserialize(value, name, {name: value})
                except ValidationError:
                    continue
                except Exception as error:  # noqa: BLE001  # whatever it is, it would be an answer of 500
                    fallen.append(f"{schema.__module__}.{schema.__name__}.{name}: {error!r}")
    assert tried > 1000
    assert not fallen, "\n".join(sorted(fallen))


@pytest.mark.parametrize("body", [None, [], [None], [{}], "", "x", 0, True], ids=repr)
def test_body_that_is_no_object_is_refused(app: Flask, body: object) -> None:
    with app.test_request_context("/"):
        fallen = []
        for schema in set(schemas()):
            try:
                schema().load(body)
            except ValidationError:
                continue
            except Exception as error:  # noqa: BLE001  # whatever it is, it would be an answer of 500
                fallen.append(f"{schema.__module__}.{schema.__name__}: {error!r}")
    assert not fallen, "\n".join(sorted(fallen))


def test_numbers_beyond_all_are_refused_by_every_decimal(app: Flask) -> None:
    """Without a limit of its own a decimal would be refused by the database, or stored as nothing."""
    with app.test_request_context("/"):
        endless = [
            f"{schema.__module__}.{schema.__name__}.{name}"
            for schema in set(schemas())
            for name, field in schema().fields.items()
            if isinstance(field, fields.Decimal) and not field.as_string and takes(field, "1e40")
        ]
    assert not endless, "\n".join(sorted(endless))


def takes(field: fields.Decimal, value: str) -> bool:
    """Whether a field takes a value."""
    try:
        field.deserialize(value)
    except ValidationError:
        return False
    return True
