"""What people and programs send about the organisation; form and API validate with the same schema."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

from marshmallow import Schema, ValidationError, fields, pre_load, validate

from saas.core.organisation.models import ExceptionKind, Standing
from saas.core.organisation.working_hours import WEEKDAYS, WrongRanges, read_ranges
from saas.platform.i18n import _, _l

_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_STANDINGS = [(Standing.OPEN, _l("In use")), (Standing.CLOSED, _l("Closed"))]
_KINDS = [(ExceptionKind.OFF, _l("Day off")), (ExceptionKind.WORK, _l("Working day"))]
WEEKDAY_NAMES = (
    _l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday"), _l("Friday"), _l("Saturday"), _l("Sunday"),
)  # fmt: skip


def check_uscc(value: str) -> None:
    """Refuse what is no unified social credit code (GB 32100-2015), with its check character; empty is unknown."""
    if not value:
        return
    weights = [3**place % 31 for place in range(17)]
    if _USCC.fullmatch(value):
        total = sum(_USCC_ALPHABET.index(sign) * weight for sign, weight in zip(value, weights, strict=False))
        if _USCC_ALPHABET[(31 - total % 31) % 31] == value[-1]:
            return
    raise ValidationError(_("This is not a unified social credit code of 18 characters."))


def check_timezone(value: str) -> None:
    """Refuse a time zone that the zone database does not have."""
    if value not in available_timezones():
        raise ValidationError(_("Enter a time zone like Asia/Shanghai."))


def check_ranges(value: str) -> None:
    """Refuse working hours that cannot be read."""
    try:
        read_ranges(value)
    except WrongRanges:
        raise ValidationError(_("Enter hours like 08:30-12:00, 13:00-17:30.")) from None


def _name(label: object, **more: object) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(min=1, max=100),
        metadata={"label": label, "maxlength": 100, **more},
    )


def _text(label: object, *, longest: int = 200, **more: object) -> fields.String:
    return fields.String(
        load_default="",
        validate=validate.Length(max=longest),
        metadata={"label": label, "maxlength": longest, **more},
    )


def _reference(label: object, **more: object) -> fields.Integer:
    return fields.Integer(required=True, metadata={"label": label, "widget": "select", **more})


def _optional_reference(label: object, **more: object) -> fields.Integer:
    about = {"label": label, "widget": "select", **more}
    return fields.Integer(load_default=None, allow_none=True, metadata=about)


def _standing() -> fields.Enum[Standing]:
    return fields.Enum(
        Standing,
        by_value=True,
        load_default=Standing.OPEN,
        metadata={"label": _l("Status"), "choices": _STANDINGS},
    )


class GroupSchema(Schema):
    """The group's own name."""

    name = _name(_l("Name of the group"))


class LegalEntitySchema(Schema):
    """A company of the group."""

    name = _name(_l("Registered name"))
    uscc = fields.String(
        load_default="",
        validate=check_uscc,
        metadata={
            "label": _l("Unified social credit code"),
            "help": _l("18 characters, as on the business licence."),
            "maxlength": 18,
        },
    )
    privacy_contact = _text(
        _l("Contact for personal data"),
        help=_l("Who answers customers about their data: name, telephone or e-mail."),
    )
    joint_agreement = _text(
        _l("Agreement on joint processing"),
        help=_l(
            "Its number and date, if customers were told of it: companies that are party to one see each other's "
            "customers. Empty: only with the customer's agreement."
        ),
    )

    @pre_load
    def write_large(self, data: object, **_more: object) -> object:
        """Take the code in small letters too; a body that is no object is refused afterwards, as everywhere."""
        if isinstance(data, dict) and isinstance(code := data.get("uscc"), str):
            return {**data, "uscc": code.upper().replace(" ", "")}
        return data


class StoreSchema(Schema):
    """A store."""

    code = fields.String(
        required=True,
        validate=validate.Regexp(r"[A-Za-z0-9][A-Za-z0-9-]{0,11}\Z"),
        metadata={
            "label": _l("Code"),
            "help": _l("Letters and digits, such as SH01. It stands in document numbers and import files."),
            "maxlength": 12,
        },
    )
    name = _name(_l("Name"))
    legal_entity_id = _reference(_l("Legal entity"))
    calendar_id = _optional_reference(_l("Work calendar"), help=_l("Empty: the group's standard calendar."))
    region = _text(_l("Region"), longest=50)
    city = _text(_l("City"), longest=50)
    address = _text(_l("Address"))
    phone = _text(_l("Telephone"), longest=40, widget="tel")
    timezone = fields.String(
        load_default="Asia/Shanghai", validate=check_timezone, metadata={"label": _l("Time zone")}
    )
    status = _standing()


class DepartmentSchema(Schema):
    """A department."""

    name = _name(_l("Name"))
    store_id = _optional_reference(_l("Store"), help=_l("Empty: a department of the whole group."))
    status = _standing()


class EmployeeSchema(Schema):
    """An employee."""

    employee_no = fields.String(
        required=True,
        validate=validate.Length(min=1, max=40),
        metadata={"label": _l("Number"), "maxlength": 40},
    )
    name = _name(_l("Full name"))
    store_id = _optional_reference(_l("Store"))
    department_id = _optional_reference(_l("Department"))
    position = _text(_l("Position"), longest=50)
    left_on = fields.Date(load_default=None, allow_none=True, metadata={"label": _l("Left on")})


def _day_field(label: object) -> fields.String:
    about = {"label": label, "placeholder": _l("Day off")}
    return fields.String(load_default="", validate=check_ranges, metadata=about)


WeekSchema = Schema.from_dict(
    {
        "name": _name(_l("Name")),
        **{f"day_{number}": _day_field(day) for number, day in zip(WEEKDAYS, WEEKDAY_NAMES, strict=True)},
    },
    name="WeekSchema",
)
"""A calendar's name and ordinary week, the hours of each day as text."""


class CalendarCopySchema(Schema):
    """A further calendar."""

    name = _name(_l("Name of the new calendar"))


class ExceptionSchema(Schema):
    """A day that differs from the week."""

    day = fields.Date(required=True, metadata={"label": _l("Day")})
    kind = fields.Enum(
        ExceptionKind, by_value=True, required=True, metadata={"label": _l("Kind"), "choices": _KINDS}
    )
    name = _text(_l("Occasion"), longest=50)
    ranges = fields.String(
        load_default="",
        validate=check_ranges,
        metadata={
            "label": _l("Hours"),
            "help": _l("Of a working day; empty: the hours of an ordinary Monday."),
        },
    )
