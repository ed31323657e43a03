"""What the form macros are given: widgets, choices, values and faults."""

from __future__ import annotations

from enum import StrEnum

import pytest
from flask import Flask
from marshmallow import Schema, fields, validate

from saas.platform.errors import Invalid
from saas.platform.i18n import LazyText, _l
from saas.platform.web import Form


class Tier(StrEnum):
    """A choice that knows its labels."""

    HIGH = "high"
    LOW = "low"

    @property
    def label(self) -> LazyText:
        return _l("Daily work") if self is Tier.HIGH else _l("Insight")


class Phone(Schema):
    value = fields.String(required=True, metadata={"label": "号码"})


class Customer(Schema):
    name = fields.String(required=True, metadata={"label": "姓名", "help": "与证件一致"})
    tier = fields.Enum(Tier, by_value=True)
    source = fields.String(validate=validate.OneOf(("a", "b"), ("甲", "乙")))
    adviser = fields.Integer(metadata={"widget": "picker"})
    born = fields.Date()
    at = fields.AwareDateTime()
    clock = fields.Time()
    odometer = fields.Integer()
    email = fields.Email()
    quiet = fields.Boolean()
    phones = fields.List(fields.Nested(Phone))
    tags = fields.List(fields.String(validate=validate.OneOf(("x", "y"))))


@pytest.mark.parametrize(
    ("name", "widget"),
    [
        ("name", "text"),
        ("tier", "select"),
        ("source", "select"),
        ("adviser", "picker"),
        ("born", "date"),
        ("at", "datetime-local"),
        ("clock", "time"),
        ("odometer", "number"),
        ("email", "email"),
        ("quiet", "checkbox"),
        ("phones", "rows"),
        ("tags", "choices"),
    ],
)
def test_form_guesses_the_widget(name: str, widget: str) -> None:
    assert Form(Customer).field(name).widget == widget


def test_form_choices_come_from_the_schema_or_the_view() -> None:
    form = Form(Customer, choices={"adviser": [("7", "李娜")]})
    assert [(key, str(label)) for key, label in form.field("tier").choices] == [
        ("high", "日常工作"),
        ("low", "分析"),
    ]
    assert list(form.field("source").choices) == [("a", "甲"), ("b", "乙")]
    assert list(form.field("adviser").choices) == [("7", "李娜")]


def test_form_shows_stored_values_of_mappings_and_objects() -> None:
    class Row:
        name = "王"
        odometer = 0

    assert Form(Customer, {"name": "王"}).field("name").text == "王"
    assert Form(Customer, Row()).field("odometer").text == "0"
    assert Form(Customer).field("name").text == ""


def test_form_marks_what_is_chosen() -> None:
    form = Form(Customer, {"tier": Tier.HIGH, "tags": ["y"]})
    assert (form.field("tier").chosen("high"), form.field("tier").chosen("low")) == (True, False)
    assert (form.field("tags").chosen("y"), form.field("tags").chosen("x")) == (True, False)


def test_form_after_a_refusal_shows_what_was_sent(frame: Flask) -> None:
    refused = Invalid.many({"phones-1-value": ["太短。"], "": ["名下已有同名客户。"], "born": ["日期有误。"]})
    sent = {"name": " 李 ", "phones-0-value": "138", "phones-1-value": "1", "_request": "r9"}
    with frame.test_request_context(method="POST", data=sent):
        form = Form(Customer, {"name": "王"}, error=refused, version=4)
        assert form.field("name").text == "李"
        rows = form.rows("phones")
        assert [row.fields[0].text for row in rows] == ["138", "1"]
        assert [list(row.fields[0].errors) for row in rows] == [[], ["太短。"]]
        assert list(form.field("born").errors) == ["日期有误。"]
        assert form.general_errors == ["名下已有同名客户。"]
        assert (form.request_id, form.version) == ("r9", 4)


def test_form_has_a_fresh_id_each_time() -> None:
    assert Form(Customer).request_id != Form(Customer).request_id


def test_form_rows_have_one_to_fill_in_and_a_template() -> None:
    form = Form(Customer)
    assert [row.fields[0].name for row in form.rows("phones")] == ["phones-0-value"]
    assert form.blank_row("phones").fields[0].name == "phones-__n__-value"


class Preset(Schema):
    tier = fields.Enum(Tier, by_value=True, load_default=Tier.LOW)
    note = fields.String(load_default="")
    phones = fields.List(fields.Nested(Phone), load_default=list)


def test_field_with_a_value_when_nothing_is_chosen_is_not_called_optional(frame: Flask) -> None:
    with frame.test_request_context():
        form = Form(Preset)
        assert {one.name: one.preset for one in form.all()} == {"tier": True, "note": False, "phones": False}
        drawn = frame.jinja_env.from_string("{{ ui.form('/', form) }}").render(form=form)
    assert drawn.count("is-optional") == 2  # the note and the phones


class Offer(Schema):
    brands = fields.List(fields.String(validate=validate.Length(max=3)))


def test_list_that_offers_nothing_is_typed_one_a_line_with_its_faults() -> None:
    error = Invalid.many({"brands-0": ["Too long."], "brands-2": ["Too long."]})

    stored, refused = Form(Offer, {"brands": ["大众", "奥迪"]}), Form(Offer, error=error)

    assert (stored.field("brands").widget, stored.field("brands").text) == ("lines", "大众\n奥迪")
    assert list(refused.field("brands").errors) == ["Too long."]
    assert Form(Offer, choices={"brands": []}).field("brands").widget == "choices"


def test_fields_of_the_same_name_have_ids_of_their_own_in_each_form_of_a_page(app: Flask) -> None:
    with app.test_request_context():
        first, second, third, alone = (Form(Phone) for _form in range(4))
        assert [one.stand_in(name) for one, name in ((first, "a"), (second, "b"), (third, "b"))] == [
            "a",
            "b",
            "b",
        ]
        seen = [one.field("value") for one in (first, second, third, alone)]
    assert [(one.id, one.under) for one in seen] == [
        ("f-value", "u-value"),
        ("f-b-value", "u-b-value"),
        ("f-b1-value", "u-b1-value"),
        ("f-value", "u-value"),
    ]


def test_form_that_is_loaded_into_a_page_keeps_its_ids_apart(app: Flask) -> None:
    with app.test_request_context(headers={"HX-Request": "true"}):
        form = Form(Phone)
        form.stand_in("note")
        assert form.field("value").id == "f-note-value"
    with app.test_request_context(method="POST", headers={"HX-Request": "true"}):
        # What a sent form comes back as takes the place of the one on the page.
        form = Form(Phone)
        form.stand_in("note")
        assert form.field("value").id == "f-value"
