"""The REST API of consent and contact, over the same operations as the pages."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from saas.core.customers.queries import visible_customer
from saas.core.privacy.caps import Cap, CapWindow
from saas.core.privacy.evidence import Proof
from saas.core.privacy.models import (
    BlockSource,
    ConsentDecision,
    ConsentEvent,
    ContactChannel,
    DoNotContact,
    GateResult,
    LinkKind,
)
from saas.core.privacy.operations import block_contact, record_consent
from saas.core.privacy.permissions import POLICY, READ, WRITE
from saas.core.privacy.policy import set_contact_policy
from saas.core.privacy.policy_form import MOST
from saas.core.privacy.preferences import NewLink, make_preference_link
from saas.core.privacy.queries import Policy, active_blocks, consent_history, current_policy, standing_of
from saas.core.privacy.schemas import BlockSchema, ConsentCallSchema
from saas.core.privacy.words import PURPOSES
from saas.platform.api import ApiBlueprint, expected_version, tell_version
from saas.platform.i18n import _l
from saas.platform.permissions import requires

api = ApiBlueprint("privacy", __name__, description=_l("Consent, refusal and do-not-contact"))


class ConsentOutSchema(Schema):
    """One thing that a customer said."""

    id = fields.Integer()
    purpose = fields.String()
    channel = fields.Enum(ContactChannel, by_value=True)
    decision = fields.Enum(ConsentDecision, by_value=True)
    legal_entity_id = fields.Integer(allow_none=True)
    notice_id = fields.Integer(allow_none=True)
    notice_version = fields.String()
    evidence = fields.Function(lambda event: str(event.evidence.get("kind", "")), metadata={"type": "string"})
    occurred_at = fields.AwareDateTime()


class BlockOutSchema(Schema):
    """A block that holds now."""

    id = fields.Integer()
    channel = fields.Enum(ContactChannel, by_value=True)
    source = fields.Enum(BlockSource, by_value=True)


class PreferenceLinkSchema(Schema):
    """A link to a customer's own page, told this once."""

    address = fields.String()
    expires_at = fields.AwareDateTime()


class StandingSchema(Schema):
    """What the gate would answer now for a purpose; the contact itself asks again."""

    purpose = fields.String()
    result = fields.Enum(GateResult, by_value=True)
    reasons = fields.List(fields.String())
    defer_until = fields.AwareDateTime(allow_none=True)


class StandingQuery(Schema):
    """By which channel."""

    channel = fields.Enum(ContactChannel, by_value=True, load_default=ContactChannel.PHONE)


class CapSchema(Schema):
    """No more than `most` contacts for a purpose within a day, 7 or 30 days; channel `any`: over all together."""

    purpose = fields.String(required=True, validate=validate.Length(min=1, max=60))
    channel = fields.Enum(ContactChannel, by_value=True, load_default=ContactChannel.ANY)
    window = fields.Enum(CapWindow, by_value=True, required=True)
    most = fields.Integer(required=True, validate=validate.Range(1, MOST))


class PolicySchema(Schema):
    """A purpose, or `*` for those not named, to the two times `HH:MM` between which nobody is contacted; the limits.

    Limits that are not sent stay as they are; an empty list takes all away.
    """

    quiet_hours = fields.Dict(
        keys=fields.String(validate=validate.Length(max=60)),
        values=fields.List(fields.String(validate=validate.Length(max=5)), validate=validate.Length(equal=2)),
        required=True,
        validate=validate.Length(max=20),
    )
    caps = fields.List(fields.Nested(CapSchema), validate=validate.Length(max=200))


class PolicyOutSchema(PolicySchema):
    """The contact policy that holds; version 0 when none was ever set."""

    version = fields.Integer()
    since = fields.AwareDateTime(allow_none=True)


@api.get("/contact-policy")
@requires(POLICY)
@api.response(200, PolicyOutSchema)
def read_contact_policy() -> Policy:
    """Read the contact policy that holds."""
    return _told()


@api.put("/contact-policy")
@requires(POLICY)
@api.arguments(PolicySchema)
@api.response(200, PolicyOutSchema)
def change_contact_policy(body: dict[str, Any]) -> Policy:
    """Let a new version of the contact policy hold from now on."""
    caps = [Cap(**cap) for cap in body["caps"]] if "caps" in body else None
    set_contact_policy(body["quiet_hours"], caps=caps, seen=expected_version())
    return _told()


@api.get("/customers/<int:customer_id>/consent")
@requires(READ)
@api.response(200, ConsentOutSchema(many=True))
def list_consent(customer_id: int) -> list[ConsentEvent]:
    """What the customer said, the last first, fifty at most."""
    visible_customer(customer_id, READ)
    return consent_history(customer_id)


@api.post("/customers/<int:customer_id>/consent")
@requires(WRITE)
@api.arguments(ConsentCallSchema)
@api.response(201, ConsentOutSchema)
def add_consent(body: dict[str, Any], customer_id: int) -> ConsentEvent:
    """Record what a customer said about a purpose."""
    visible_customer(customer_id, WRITE)
    kind, reference = body.pop("evidence"), body.pop("reference")
    proof = Proof(kind=kind, reference=reference) if kind else {"kind": "api"}
    return record_consent(customer_id, **body, evidence=proof)


@api.get("/customers/<int:customer_id>/blocks")
@requires(READ)
@api.response(200, BlockOutSchema(many=True))
def list_blocks(customer_id: int) -> list[DoNotContact]:
    """The customer's blocks that hold now."""
    visible_customer(customer_id, READ)
    return active_blocks(customer_id)


@api.post("/customers/<int:customer_id>/blocks")
@requires(WRITE)
@api.arguments(BlockSchema)
@api.response(201, BlockOutSchema)
def add_block(body: dict[str, Any], customer_id: int) -> DoNotContact:
    """Put a customer on the do-not-contact list."""
    visible_customer(customer_id, WRITE)
    return block_contact(customer_id, **body)


@api.post("/customers/<int:customer_id>/preference-links")
@requires(WRITE)
@api.response(201, PreferenceLinkSchema)
def add_preference_link(customer_id: int) -> NewLink:
    """Make a link to the customer's own page about contact; it ends those that were handed out before."""
    visible_customer(customer_id, WRITE)
    return make_preference_link(customer_id, LinkKind.HANDED)


@api.get("/customers/<int:customer_id>/standing")
@requires(READ)
@api.arguments(StandingQuery, location="query")
@api.response(200, StandingSchema(many=True))
def read_standing(query: dict[str, Any], customer_id: int) -> list[dict[str, object]]:
    """What the gate would answer now, by purpose."""
    visible_customer(customer_id, READ)
    if query["channel"] is ContactChannel.ANY:
        return []
    standing = standing_of([(customer_id, purpose) for purpose in PURPOSES], query["channel"])
    return [
        {
            "purpose": purpose,
            "result": verdict.result,
            "reasons": verdict.reasons,
            "defer_until": verdict.defer_until,
        }
        for (_customer, purpose), verdict in standing.items()
    ]


def _told() -> Policy:
    policy = current_policy()
    tell_version(policy)
    return policy
