"""What other systems are told of quality issues."""

from __future__ import annotations

from marshmallow import Schema, fields


class IssueOut(Schema):
    """A quality issue."""

    id = fields.Integer()
    number = fields.String()
    state = fields.String()
    store_id = fields.Integer(allow_none=True)
    alert_id = fields.Integer(allow_none=True)
    owner_id = fields.Integer(allow_none=True)
    begun_at = fields.AwareDateTime()
    problem = fields.String()
    part_no = fields.String()
    lot = fields.String()
    supplier = fields.String()
    cause = fields.String(allow_none=True)
    subcause = fields.String(allow_none=True)
    subcause_text = fields.String()
    how_found = fields.String()
    measure = fields.String(allow_none=True)
    done = fields.String()
    watched = fields.String()
    watched_until = fields.Date(allow_none=True)
    improved = fields.String()
    outcome = fields.String(allow_none=True)
    outcome_text = fields.String()
    closed_at = fields.AwareDateTime(allow_none=True)
    reopen_count = fields.Integer()
    row_version = fields.Integer()


class IssueContactOut(Schema):
    """One time that somebody was written to about a quality issue."""

    id = fields.Integer()
    department = fields.String()
    who = fields.String()
    written_on = fields.Date()
    written_by_id = fields.Integer(allow_none=True)
    question = fields.String()
    answer = fields.String()
    answered_on = fields.Date(allow_none=True)


class IssueLineOut(Schema):
    """One line of the history of a quality issue; note: none once it was forgotten."""

    kind = fields.String()
    state = fields.String()
    happened_at = fields.AwareDateTime()
    actor_kind = fields.String()
    actor_id = fields.Integer(allow_none=True)
    note = fields.String(allow_none=True)


class IssueWorkOut(Schema):
    """What belongs to a quality issue: the complaints within reach, whom the house wrote to, the history."""

    case_ids = fields.List(fields.Integer())
    contacts = fields.List(fields.Nested(IssueContactOut))
    history = fields.List(fields.Nested(IssueLineOut))
