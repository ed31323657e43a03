"""Rows of customers, vehicles and consent."""

from __future__ import annotations

from io import BytesIO

from sqlalchemy import select

from saas.core.customers.models import ContactKind, ContactPoint, DuplicateCandidate
from saas.core.customers.operations import set_id_document
from saas.core.messaging.models import Adapter, Message, MessageStatus, MessageTemplate
from saas.core.messaging.operations import (
    ChannelDetails,
    TemplateWords,
    add_template,
    send_mail_to_customer,
    set_channel,
)
from saas.core.messaging.operations.delivering import message_key
from saas.core.messaging.setup import find_channel
from saas.core.privacy.evidence import EvidenceKind, Proof
from saas.core.privacy.models import (
    BlockSource,
    ConsentDecision,
    ContactChannel,
    ContactPolicy,
    LinkKind,
)
from saas.core.privacy.notices import publish_notice
from saas.core.privacy.operations import block_contact, record_consent
from saas.core.privacy.preferences import make_preference_link
from saas.core.vehicles.maintenance import Plan
from saas.core.vehicles.models import CustomerVehicle
from saas.core.vehicles.operations import record_odometer, save_maintenance_plan
from saas.testing.factories.customers import customer
from saas.testing.factories.vehicles import service_record, vehicle
from tests.contract.fuzz.scenes import Kind, Scene, number, shared
from tests.contract.fuzz.worlds import MORNING


def _customer(scene: Scene) -> int:
    store = scene["store"]
    with scene.world.acting(scene.person):
        made = customer(
            f"王{scene.word}",
            phones=[f"{scene.world.words.phone}{number()}"],
            email=f"{scene.word}{number()}@example.com".lower(),
            address=f"{scene.word}路{number()}号",
            store_id=store,
            owner_id=scene.person.member_id,
            note=scene.word,
        )
        return made.id


def _vehicle(scene: Scene) -> int:
    owner, store = scene["customer"], scene["store"]
    with scene.world.acting(scene.person):
        words = scene.world.words
        made = vehicle(
            owner_id=owner,
            store_id=store,
            vin=f"{words.vin}{number():012d}",
            plate=f"{words.plate}{number() % 10_000:04d}",
            model=f"{scene.word} 1.5L",
            series=scene.word,
        )
        return made.id


def _service(scene: Scene) -> int:
    car, store = scene["vehicle"], scene["store"]
    with scene.world.acting(scene.person):
        return service_record(car, store, order_no=f"{scene.word}{number()}", kind_text=scene.word).id


def _point(scene: Scene) -> int:
    return _contact(scene, ContactKind.PHONE)


def _mail_point(scene: Scene) -> int:
    return _contact(scene, ContactKind.EMAIL)


def _contact(scene: Scene, kind: ContactKind) -> int:
    owner = scene["customer"]
    with scene.world.acting(scene.person) as work:
        mine = (ContactPoint.customer_id == owner, ContactPoint.kind == kind)
        return work.scalars(select(ContactPoint.id).where(*mine)).one()


def _message(scene: Scene) -> int:
    owner, point = scene["customer"], scene["mail_point"]
    with scene.world.acting(scene.person):
        return send_mail_to_customer(owner, point, "service", subject=scene.word, body=scene.word).id


def _template(scene: Scene) -> int:
    with scene.world.acting():
        words = TemplateWords(subject_zh=scene.word, body_zh=scene.word)
        return add_template(
            code=f"t{number()}", name=scene.word, channel=ContactChannel.SMS, purpose="service", words=words
        ).id


def _template_code(scene: Scene) -> str:
    with scene.world.acting() as work:
        return work.get_one(MessageTemplate, (scene.world.id, scene["template"])).code


def _message_key(scene: Scene) -> str:
    with scene.world.acting() as work:
        return message_key(work.get_one(Message, (scene.world.id, scene["message"])))


def _gateway(scene: Scene) -> int:
    details = ChannelDetails(
        adapter=Adapter.GATEWAY, gateway_url="https://sms.example.com/", signature="x", opt_out_zh="R",
        opt_out_en="R",
    )  # fmt: skip
    with scene.world.acting():
        held = find_channel(ContactChannel.SMS)
        return set_channel(ContactChannel.SMS, details, seen=held.row_version if held else 0).id


def _failed_message(scene: Scene) -> int:
    made = _message(scene)
    with scene.world.acting(scene.person) as work:
        work.get_one(Message, (scene.world.id, made)).status = MessageStatus.FAILED
    return made


def _document(scene: Scene) -> int:
    owner = scene["customer"]
    with scene.world.acting(scene.person):
        return set_id_document(owner, _resident_id()).id


def _resident_id() -> str:
    body = f"31010119800101{number() % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def _reading(scene: Scene) -> int:
    car = scene["vehicle"]
    with scene.world.acting(scene.person):
        record_odometer(car, on=MORNING.date(), km=12_000, source="manual", reason=scene.word)
    return int(car)


def _candidate(scene: Scene) -> int:
    first = scene["customer"]
    with scene.world.acting(scene.person) as work:
        mine = (ContactPoint.customer_id == first, ContactPoint.kind == ContactKind.PHONE)
        known = work.scalars(select(ContactPoint).where(*mine)).one()
        customer(f"李{scene.word}", phones=[known.value], store_id=scene["store"], note=scene.word)
        return work.scalars(select(DuplicateCandidate.id).where(DuplicateCandidate.first_id == first)).one()


def _tie(scene: Scene) -> int:
    car = scene["vehicle"]
    with scene.world.acting(scene.person) as work:
        return work.scalars(select(CustomerVehicle.id).where(CustomerVehicle.vehicle_id == car)).one()


def _block(scene: Scene) -> int:
    owner = scene["customer"]
    with scene.world.acting(scene.person):
        return block_contact(
            owner, source=BlockSource.VERBAL, channel=ContactChannel.ANY, reason=scene.word
        ).id


def _preference_link(scene: Scene) -> str:
    owner = scene["customer"]
    with scene.world.acting(scene.person):
        return make_preference_link(owner, LinkKind.MAILED).address.rpartition("/")[2]


def _consent(scene: Scene) -> int:
    owner = scene["customer"]
    with scene.world.acting(scene.person):
        return record_consent(
            owner,
            purpose="marketing",
            decision=ConsentDecision.GRANT,
            channel=ContactChannel.ANY,
            notice_version=scene.word,
            evidence={"kind": "page"},
        ).id


def _notice(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        return publish_notice("profiling", text_zh=scene.word).id


def _proven_consent(scene: Scene) -> int:
    owner = scene["customer"]
    proof = Proof(kind=EvidenceKind.PAPER, file=(BytesIO(b"%PDF-1.4 " + scene.word.encode()), "x.pdf"))
    with scene.world.acting(scene.person):
        return record_consent(owner, "survey", ConsentDecision.DENY, evidence=proof).id


def _plan(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        make = f"{scene.word} {number()}"
        plan = Plan(
            make=make, series=scene.word, first_months=6, first_km=5_000, interval_months=6, interval_km=9_000
        )
        return save_maintenance_plan(plan, version=0).id


def _policy(scene: Scene) -> int:
    with scene.world.acting() as work:
        return work.scalars(select(ContactPolicy.id).order_by(ContactPolicy.version.desc()).limit(1)).one()


KINDS = {
    "customer": Kind(_customer, "customer"),
    "other_customer": Kind(_customer, "customer"),
    "point": Kind(_point, "customer_contact_point"),
    "mail_point": Kind(_mail_point, "customer_contact_point"),
    "message": Kind(_message, "message"),
    "template": Kind(_template, "message_template"),
    "template_code": Kind(_template_code, missing="nothing"),
    "message_key": Kind(_message_key, missing="nobody-1-1"),
    "gateway": Kind(_gateway, "message_channel", changes=True),
    "failed_message": Kind(_failed_message, "message", changes=True),
    "document": Kind(_document),
    "candidate": Kind(_candidate),
    "vehicle": Kind(_vehicle, "vehicle"),
    "tie": Kind(_tie),
    "service_record": Kind(_service, "service_record"),
    "reading": Kind(_reading, "vehicle", changes=True),
    "policy": Kind(_policy, "contact_policy", version="version"),
    "plan": Kind(_plan, "maintenance_plan"),
    "consent": Kind(_consent),
    "notice": Kind(shared(_notice)),
    "proven_consent": Kind(_proven_consent),
    "block": Kind(_block, changes=True),
    "preference_link": Kind(_preference_link, missing="X" * 43),
}
