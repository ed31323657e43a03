"""The consent ledger: notices that stay as published, to whom something was said, and how it is proven."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from saas.core.contracts.duties import EraseMode
from saas.core.customers.models import Customer
from saas.core.organisation.models import Store
from saas.core.privacy.criteria import denied
from saas.core.privacy.evidence import EvidenceKind, Proof, files_of
from saas.core.privacy.models import ConsentDecision, ConsentEvent, ContactChannel, GateResult, LinkKind
from saas.core.privacy.notice_models import ConsentNotice
from saas.core.privacy.notices import notices_for, publish_notice
from saas.core.privacy.operations import record_consent
from saas.core.privacy.preferences import make_preference_link
from saas.core.privacy.queries import standing_of
from saas.core.privacy.runner import erase_subject
from saas.platform.database import session
from saas.platform.errors import Invalid, VersionConflict
from saas.testing.factories import groups, members
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group
from saas.testing.factories.members import as_member
from saas.testing.factories.pages import csrf_token
from tests.integration.customers.test_customer_api import caller

GRANT, DENY = ConsentDecision.GRANT, ConsentDecision.DENY
SMS = ContactChannel.SMS


@pytest.fixture
def there(app: Flask) -> Group:
    return groups.group()


@pytest.fixture
def shop(there: Group) -> int:
    return groups.store(there)


def company_of(store_id: int) -> int:
    return session().scalars(select(Store.legal_entity_id).where(Store.id == store_id)).one()


def marketing(customer_id: int) -> bool:
    """Whether marketing is allowed, by the gate and, alike, by the criterion of statements for many."""
    (verdict,) = standing_of([(customer_id, "marketing")], SMS).values()
    refused = session().scalar(
        select(denied(Customer.id, "marketing", SMS)).where(Customer.id == customer_id)
    )
    assert (verdict.result is GateResult.DENY) is refused
    return not refused


@pytest.mark.req("C-52")
def test_agreement_counts_for_the_company_that_it_was_given_to(there: Group, shop: int) -> None:
    elsewhere = groups.store(there)
    with inside(there.id):
        mine, other = company_of(shop), company_of(elsewhere)
        made = customer("王晓明", store_id=shop)
        record_consent(made.id, "marketing", GRANT, legal_entity_id=other)
        assert not marketing(made.id)
        record_consent(made.id, "marketing", GRANT, legal_entity_id=mine)
        assert marketing(made.id)
        record_consent(made.id, "marketing", DENY, legal_entity_id=other)
        assert marketing(made.id)
        record_consent(made.id, "marketing", ConsentDecision.WITHDRAW)
        assert not marketing(made.id)
        with pytest.raises(Invalid):
            record_consent(made.id, "marketing", GRANT, legal_entity_id=mine + other + 10_000)


def test_refusal_to_any_company_holds_for_a_customer_of_no_store(there: Group, shop: int) -> None:
    with inside(there.id):
        made = customer("王晓明")
        record_consent(made.id, "marketing", GRANT)
        assert marketing(made.id)
        record_consent(made.id, "marketing", DENY, legal_entity_id=company_of(shop))
        assert not marketing(made.id)


def test_agreement_names_the_notice_that_holds(there: Group, shop: int) -> None:
    with inside(there.id):
        made = customer("王晓明", store_id=shop)
        record_consent(made.id, "marketing", GRANT, notice_version="合同第三条")
        first = publish_notice("marketing", text_zh="第一版", text_en="First")
        other = publish_notice("share", text_zh="共享")
        for wrong in (None, other.id, first.id + 100):
            with pytest.raises(Invalid) as refused:
                record_consent(made.id, "marketing", GRANT, notice_id=wrong)
            assert "notice_id" in refused.value.fields
        said = record_consent(made.id, "marketing", GRANT, notice_id=first.id)
        assert (said.notice_id, said.notice_version) == (first.id, "1")
        second = publish_notice("marketing", text_zh="第二版", seen=1)
        assert (second.version, marketing(made.id)) == (2, True)
        with pytest.raises(Invalid):
            record_consent(made.id, "marketing", GRANT, notice_id=first.id)
        # Nobody has to read anything to say no.
        record_consent(made.id, "marketing", DENY)
        with pytest.raises(VersionConflict):
            publish_notice("marketing", text_zh="第三版", seen=1)


def test_notice_that_asks_again_ends_agreements_of_before(there: Group, shop: int) -> None:
    with inside(there.id):
        made = customer("王晓明", store_id=shop)
        record_consent(made.id, "marketing", GRANT)
        publish_notice("marketing", text_zh="别家", legal_entity_id=company_of(shop), asks_again=False)
        assert marketing(made.id)
        asking = publish_notice("marketing", text_zh="新用途", asks_again=True)
        assert not marketing(made.id)
        own = notices_for(company_of(shop))["marketing"]
        assert own.id != asking.id
        record_consent(made.id, "marketing", GRANT, notice_id=asking.id)
        assert marketing(made.id)


def test_published_notice_cannot_be_changed(there: Group) -> None:
    with inside(there.id) as work:
        notice = publish_notice("marketing", text_zh="第一版")
        work.commit()
        for statement in ("UPDATE consent_notice SET text_zh = ''", "DELETE FROM consent_notice"):
            with pytest.raises(ProgrammingError, match="permission denied"), work.begin_nested():
                work.execute(text(statement))
        assert work.get_one(ConsentNotice, (there.id, notice.id)).text_zh == "第一版"


@pytest.mark.parametrize(
    ("proof", "field"),
    [
        (Proof(kind=EvidenceKind.SIGNATURE), "file"),
        (Proof(kind=EvidenceKind.PAPER, file=(io.BytesIO(b"MZ\x90\x00" * 20), "x.pdf")), "file"),
        (Proof(kind=EvidenceKind.RECORDING), "reference"),
        (Proof(kind=EvidenceKind.RECORDING, reference="20261122-13812345678.wav"), "reference"),
        (Proof(kind=EvidenceKind.MESSAGE, reference="王晓明"), "reference"),
    ],
)
def test_proof_without_what_it_needs_is_refused(there: Group, proof: Proof, field: str) -> None:
    with inside(there.id), pytest.raises(Invalid) as refused:
        record_consent(customer().id, "marketing", GRANT, evidence=proof)
    assert field in refused.value.fields


def test_signature_goes_with_the_customer_and_its_hash_stays(there: Group) -> None:
    with inside(there.id, as_member(there.admin)):
        made = customer("王晓明")
        paper = Proof(kind=EvidenceKind.SIGNATURE, file=(io.BytesIO(b"%PDF-1.4 signed"), "签名.pdf"))
        said = record_consent(made.id, "marketing", GRANT, evidence=paper)
        (kept,) = files_of([said.id])
        assert said.evidence == {"kind": "signature", "attachment_id": kept.id, "digest": kept.sha256}
        erase_subject(made.id, EraseMode.ERASE, reason="本人要求")
        assert files_of([said.id]) == []
        assert session().get_one(ConsentEvent, (there.id, said.id)).evidence["digest"]


@pytest.mark.req("C-52")
def test_staff_publish_record_with_proof_and_read_the_ledger(app: Flask, there: Group, shop: int) -> None:
    with inside(there.id):
        customer_id = customer("王晓明", store_id=shop).id
    browser = members.signed_in(app.test_client(), members.member(there, role="privacy_officer"))
    home = f"/t/{there.code}"
    page = browser.get(f"{home}/settings/notices/new?purpose=marketing")
    assert page.status_code == 200
    sent = {
        "_csrf": csrf_token(browser, f"{home}/settings/notices/new?purpose=marketing"),
        "_version": "0", "purpose": "marketing", "legal_entity_id": "", "text_zh": "我们使用您的手机号。",
    }  # fmt: skip
    assert browser.post(f"{home}/settings/notices/new", data=sent).status_code == 303
    assert browser.post(f"{home}/settings/notices/new", data=sent).status_code == 409
    assert "Marketing" in browser.get(f"{home}/settings/notices").text
    form = f"{home}/customers/{customer_id}/consent"
    assert "我们使用您的手机号。" in browser.get(form).text
    said = {
        "_csrf": csrf_token(browser, form), "purpose": "marketing", "decision": "grant", "channel": "any",
        "legal_entity_id": "", "notice_id": "", "notice_version": "", "evidence": "signature", "reference": "",
    }  # fmt: skip
    unread = browser.post(form, data=said)
    assert unread.status_code == 422
    (notice_id,) = set(re.findall(r'<option value="(\d+)">Marketing, version 1', unread.text))
    pdf = (io.BytesIO(b"%PDF-1.4 signed"), "x.pdf")
    done = browser.post(form, data={**said, "notice_id": notice_id, "file": pdf})
    assert done.status_code == 303
    ledger = browser.get(f"{home}/customers/{customer_id}/consents").text
    (proof,) = set(re.findall(rf"{home}/customers/{customer_id}/consents/\d+/proof", ledger))
    assert browser.get(proof).data == b"%PDF-1.4 signed"
    assert "我们使用您的手机号。" in browser.get(f"{home}/privacy/notices/{notice_id}").text
    with inside(there.id):
        stranger = customer("李芳", store_id=groups.store(there)).id
    moved = proof.replace(f"/customers/{customer_id}/", f"/customers/{stranger}/")
    assert browser.get(moved).status_code == 404


def test_customer_agrees_to_the_text_on_their_page_only(client: FlaskClient, there: Group) -> None:
    with inside(there.id):
        made = customer("王晓明")
        record_consent(made.id, "marketing", GRANT, channel=ContactChannel.PHONE)
        first = publish_notice("marketing", text_zh="第一版").id
        page = "/p/" + make_preference_link(made.id, LinkKind.HANDED).address.partition("/p/")[2]
    shown = client.get(page).text
    assert "第一版" in shown
    assert f'name="marketing_notice" value="{first}"' in shown
    token = csrf_token(client, page)
    with inside(there.id):
        second = publish_notice("marketing", text_zh="第二版").id
    ticked = {"_csrf": token, "marketing_sms": "true", "share_any": "true", "marketing_notice": str(first)}
    assert client.post(page, data=ticked).status_code == 303
    with inside(there.id) as work:
        said = work.scalars(select(ConsentEvent).order_by(ConsentEvent.id)).all()[1:]
        # The old text agrees to nothing, what was unticked is withdrawn all the same.
        assert ("marketing", "sms") not in {(one.purpose, one.channel) for one in said}
        assert ("marketing", "phone", "withdraw") in {
            (one.purpose, one.channel, one.decision) for one in said
        }
        assert ("share", "any", "grant") in {(one.purpose, one.channel, one.decision) for one in said}
    again = {**ticked, "_csrf": csrf_token(client, page), "marketing_notice": str(second)}
    assert client.post(page, data=again).status_code == 303
    with inside(there.id) as work:
        last = work.scalars(select(ConsentEvent).order_by(ConsentEvent.id)).all()[-1]
        assert (last.purpose, last.channel, last.notice_id) == ("marketing", "sms", second)


def test_notices_and_agreements_over_rest(client: FlaskClient, there: Group, shop: int) -> None:
    with inside(there.id):
        customer_id = customer("王晓明", store_id=shop).id
    call = caller(client, there, "privacy.notice:write", "privacy.consent:write", "customers.customer:read")
    notice = call("POST", "privacy/notices", json={"purpose": "marketing", "text_zh": "第一版"})
    assert (notice.status_code, notice.json["version"]) == (201, 1)
    assert [one["id"] for one in call("GET", "privacy/notices").json] == [notice.json["id"]]
    where = f"privacy/customers/{customer_id}/consent"
    said = {"purpose": "marketing", "decision": "grant", "evidence": "recording", "reference": "REC-7"}
    assert call("POST", where, json=said).status_code == 422
    done = call("POST", where, json={**said, "notice_id": notice.json["id"]})
    assert (done.status_code, done.json["evidence"], done.json["notice_version"]) == (201, "recording", "1")
    other = caller(client, there, "privacy.consent:read")
    assert other("POST", "privacy/notices", json={"purpose": "share", "text_zh": "x"}).status_code == 403
