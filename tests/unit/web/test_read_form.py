"""From a form's names and texts to typed values."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, fields, validate
from werkzeug.datastructures import MultiDict
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from saas.platform.i18n import locale_context
from saas.platform.web.forms import FormInvalid, read_form


class Phone(Schema):
    value = fields.String(required=True, validate=validate.Length(min=5))
    kind = fields.String(load_default="mobile")


class Customer(Schema):
    name = fields.String(required=True, validate=validate.Length(max=10))
    born = fields.Date()
    odometer = fields.Integer(validate=validate.Range(min=0))
    quiet = fields.Boolean()
    tier = fields.String(load_default="normal")
    phones = fields.List(fields.Nested(Phone))
    tags = fields.List(fields.String())


def sent(*pairs: tuple[str, str]) -> Request:
    builder = EnvironBuilder(method="POST", data=MultiDict(pairs))
    try:
        return Request(builder.get_environ())
    finally:
        builder.close()


def test_read_form_types_and_completes() -> None:
    values = read_form(Customer, sent(("name", " 王 "), ("born", "1980-02-29"), ("odometer", "48200")))
    assert values == {
        "name": "王", "born": date(1980, 2, 29), "odometer": 48200, "quiet": False, "tier": "normal",
        "phones": [], "tags": [],
    }  # fmt: skip


def test_read_form_empty_is_missing() -> None:
    values = read_form(Customer, sent(("name", "王"), ("born", ""), ("tier", "  ")))
    assert (values["born"], values["tier"]) == (None, "normal")


def test_read_form_rows_keep_order_and_drop_empty_ones() -> None:
    values = read_form(
        Customer,
        sent(
            ("name", "王"),
            ("phones-10-value", "13800000010"),
            ("phones-2-value", "13800000002"),
            ("phones-2-kind", "work"),
            ("phones-5-value", ""),
        ),
    )
    assert values["phones"] == [
        {"value": "13800000002", "kind": "work"},
        {"value": "13800000010", "kind": "mobile"},
    ]


def test_read_form_several_values_of_one_name() -> None:
    assert read_form(Customer, sent(("name", "王"), ("tags", "a"), ("tags", "b")))["tags"] == ["a", "b"]
    assert read_form(Customer, sent(("name", "王"), ("tags-0", "a"), ("tags-1", "b")))["tags"] == ["a", "b"]


@pytest.mark.parametrize(("text", "expected"), [("true", True), ("on", True), ("false", False)])
def test_read_form_box(text: str, expected: bool) -> None:
    assert read_form(Customer, sent(("name", "王"), ("quiet", text)))["quiet"] is expected


def test_read_form_underscore_names_are_ours() -> None:
    values = read_form(Customer, sent(("name", "王"), ("_csrf", "x"), ("_version", "3"), ("_request", "r")))
    assert not [name for name in values if name.startswith("_")]


@pytest.mark.parametrize(
    ("pairs", "field"),
    [
        ([("name", "")], "name"),
        ([("name", "王"), ("admin", "1")], "admin"),
        ([("name", "王"), ("name", "李")], "name"),
        ([("name", "王"), ("name-0", "李")], "name-0"),
        ([("name", "王"), ("odometer", "12 km")], "odometer"),
        ([("name", "王"), ("phones-0-value", "123456"), ("phones-1-value", "12")], "phones-1-value"),
        ([("name", "王"), ("phones-0-admin", "1"), ("phones-0-value", "123456")], "phones-0-admin"),
        ([("name", "王"), ("phones-x-value", "123456")], "phones-x-value"),
    ],
)
def test_read_form_fault_at_its_input(pairs: list[tuple[str, str]], field: str) -> None:
    with pytest.raises(FormInvalid) as refused:
        read_form(Customer, sent(*pairs))
    assert list(refused.value.fields) == [field]
    assert refused.value.status == 422


def test_read_form_keeps_all_that_was_typed() -> None:
    with pytest.raises(FormInvalid) as refused:
        read_form(Customer, sent(("name", ""), ("odometer", "12 km"), ("phones-0-value", "12")))
    assert refused.value.typed == {
        "odometer": "12 km",
        "quiet": False,
        "phones": [{"value": "12"}],
        "tags": [],
    }
    assert set(refused.value.fields) == {"name", "odometer", "phones-0-value"}


def test_read_form_a_huge_index_makes_one_row() -> None:
    values = read_form(Customer, sent(("name", "王"), ("phones-99999999999-value", "13800000000")))
    assert len(values["phones"]) == 1


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=12))
def test_read_form_answers_any_input_with_values_or_faults(pairs: list[tuple[str, str]]) -> None:
    faults: dict[str, list[str]] = {}
    values: dict[str, object] = {}
    try:
        values = read_form(Customer, sent(*pairs))
    except FormInvalid as refused:
        faults = refused.fields
    assert set(values) == set(Customer().fields) or (faults and all(faults.values()))


@given(st.lists(st.text(alphabet="0123456789+- ", min_size=5, max_size=15).filter(str.strip), max_size=8))
def test_read_form_rows_come_back_as_sent(numbers: list[str]) -> None:
    stripped = [number.strip() for number in numbers if len(number.strip()) >= 5]
    pairs = [("name", "王"), *((f"phones-{n}-value", text) for n, text in enumerate(stripped))]
    assert [row["value"] for row in read_form(Customer, sent(*pairs))["phones"]] == stripped


def test_read_form_takes_several_values_one_a_line() -> None:
    values = read_form(Customer, sent(("name", "王"), ("tags", " 大众 \r\n\r\n奥迪\n")))
    assert values["tags"] == ["大众", "奥迪"]


class Marks(Schema):
    closed = fields.Integer(validate=validate.Range(min=1, max=10))
    below = fields.Decimal(validate=validate.Range(min=0, max=1, max_inclusive=False))
    above = fields.Decimal(validate=validate.Range(min=0, max=1, min_inclusive=False))
    between = fields.Decimal(validate=validate.Range(min=0, max=1, min_inclusive=False, max_inclusive=False))
    least = fields.Integer(validate=validate.Range(min=1))
    more = fields.Integer(validate=validate.Range(min=1, min_inclusive=False))
    most = fields.Integer(validate=validate.Range(max=10))
    less = fields.Integer(validate=validate.Range(max=10, max_inclusive=False))


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("closed", "99", "Enter 1 to 10."),
        ("closed", "0", "Enter 1 to 10."),
        ("below", "1", "Enter 0 or more, and less than 1."),
        ("above", "0", "Enter more than 0, and 1 at most."),
        ("between", "1", "Enter more than 0 and less than 1."),
        ("least", "0", "Enter 1 or more."),
        ("more", "1", "Enter more than 1."),
        ("most", "11", "Enter 10 or less."),
        ("less", "10", "Enter less than 10."),
    ],
)
def test_both_ends_of_a_range_are_told(name: str, value: str, told: str) -> None:
    with locale_context("en"), pytest.raises(FormInvalid) as refused:
        read_form(Marks, sent((name, value)))
    assert refused.value.fields == {name: [told]}
