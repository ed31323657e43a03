"""What other systems are told of the work on complaints."""

from __future__ import annotations

from marshmallow import Schema, fields


class ComplaintEvidenceOut(Schema):
    """A file of a complaint."""

    id = fields.Integer()
    name = fields.String()


class ComplaintOptionOut(Schema):
    """A solution of a complaint; amounts in fen."""

    id = fields.Integer()
    kind = fields.String()
    text = fields.String()
    legal_basis = fields.String()
    cost_fen = fields.Integer()
    state = fields.String()
    proposed_by_id = fields.Integer(allow_none=True)
    decided_by_id = fields.Integer(allow_none=True)
    agreed_at = fields.AwareDateTime(allow_none=True)
    agreed_how = fields.String(allow_none=True)


class ComplaintTaskOut(Schema):
    """A task of a complaint."""

    id = fields.Integer()
    what = fields.String()
    assignee_id = fields.Integer()
    due_on = fields.Date()
    done_at = fields.AwareDateTime(allow_none=True)


class ComplaintInvestigationOut(Schema):
    """How the facts were found out."""

    round = fields.Integer()
    investigator_id = fields.Integer(allow_none=True)
    started_at = fields.AwareDateTime()
    finished_at = fields.AwareDateTime(allow_none=True)
    facts = fields.String()
    finding = fields.String(allow_none=True)
    cause = fields.String(allow_none=True)
    root_cause = fields.String()


class ComplaintThirdPartyOut(Schema):
    """Somebody outside who was asked."""

    id = fields.Integer()
    body = fields.String()
    question = fields.String()
    due_on = fields.Date()
    answer = fields.String()
    answered_at = fields.AwareDateTime(allow_none=True)


class ComplaintClosureOut(Schema):
    """What came of asking whether it is well."""

    round = fields.Integer()
    outcome = fields.String()
    mark = fields.Integer(allow_none=True)
    asked_at = fields.AwareDateTime()
    asked_by_id = fields.Integer(allow_none=True)


class ComplaintWorkOut(Schema):
    """All that the work on a complaint left behind."""

    investigations = fields.List(fields.Nested(ComplaintInvestigationOut))
    third_parties = fields.List(fields.Nested(ComplaintThirdPartyOut))
    options = fields.List(fields.Nested(ComplaintOptionOut))
    tasks = fields.List(fields.Nested(ComplaintTaskOut))
    closures = fields.List(fields.Nested(ComplaintClosureOut))


class ComplaintRuleOut(Schema):
    """A rule with its number."""

    id = fields.Integer()
    category_id = fields.Integer(allow_none=True)
    least_severity = fields.Integer()
    store_id = fields.Integer(allow_none=True)
    handler_id = fields.Integer(allow_none=True)


class ComplaintLinkOut(Schema):
    """The page of a complaint that its customer looks at."""

    address = fields.String()
