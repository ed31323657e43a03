"""Many rows of everything that pages list, for tests that count what a page asks the database for."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO

from sqlalchemy import select

from plugins.budget.claim_states import ClaimState
from plugins.budget.models import Audit, AuditedClaim, ClaimLine, ExpenseClaim, PaymentBatch
from plugins.complaints.models import Category
from plugins.complaints.operations import CategoryDetails, add_category
from plugins.kano.models import Card, Factor, Objection, WeightMethod
from plugins.kano.operations.computing import compute_some_cards
from plugins.kano.operations.schemes import make_scheme
from plugins.parts.models import (
    CountSession,
    Proposal,
    PurchaseLine,
    PurchaseOrder,
    Reservation,
    StockAlert,
    StockTransfer,
    Supplier,
    SupplierPart,
)
from saas.core.accounts.models import ApiClient, Member, MemberStatus
from saas.core.accounts.support_models import SupportGrant, SupportVisit
from saas.core.contracts.duties import EraseMode
from saas.core.customers.models import ContactKind, ContactPoint, Customer
from saas.core.customers.operations import add_contact_point
from saas.core.customers.values import NewContact
from saas.core.followups.models import FollowupRule
from saas.core.imports.models import ImportRow, ImportRun, Phase, RowVerdict
from saas.core.messaging.models import Message, MessageTemplate
from saas.core.messaging.operations import TemplateWords, add_template
from saas.core.organisation.models import Department, Employee, LegalEntity, Store, WorkCalendar
from saas.core.privacy.evidence import EvidenceKind, Proof
from saas.core.privacy.models import (
    BlockSource,
    ConsentDecision,
    ConsentEvent,
    ContactChannel,
    ContactDecision,
    DoNotContact,
    GateResult,
)
from saas.core.privacy.notices import publish_notice
from saas.core.privacy.operations import record_consent
from saas.core.privacy.request_models import RequestKind
from saas.core.privacy.requesting import receive_request
from saas.core.privacy.runner.erasing import erase_subject
from saas.core.privacy.runner.exporting import export_subject
from saas.core.privacy.runner.merging import merge
from saas.core.vehicles.models import MaintenancePlan
from saas.core.webhooks.models import WebhookEndpoint, WebhookTelling
from saas.core.webhooks.operations import EndpointDetails, add_endpoint
from saas.platform.audit import AuditEntry
from saas.platform.clock import now, today
from saas.platform.database import session
from saas.platform.files import attached_files
from saas.platform.files.models import Attachment
from saas.platform.permissions import Scope, assign_role
from saas.platform.permissions.models import (
    DelegatedRole,
    Delegation,
    RolePermission,
    RoleRow,
    Team,
    TeamMember,
)
from saas.platform.permissions.operations import find_role
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer, phone_number
from saas.testing.factories.followups import task
from saas.testing.factories.groups import Group, store
from saas.testing.factories.members import as_member
from saas.testing.factories.vehicles import service_record, vehicle
from tests.factories.audits import finding_in, many_of_audits, planned_audit, sampled_claim
from tests.factories.budget import BUDGET, booked, many_of_budgets
from tests.factories.claims import claim, claim_line
from tests.factories.complaints import complaint, group_with_complaints, switch
from tests.factories.imports import Dealer, check, csv_file, settle, upload
from tests.factories.kano import KANO, analysed, asked_of, new_factor, study
from tests.factories.kano_cards import (
    new_approved_tree,
    new_cycle,
    new_subject,
    new_tree,
    objected_to,
    rated_indicator,
)
from tests.factories.parts import PARTS, stocked_part
from tests.factories.quality import quality_issue
from tests.factories.warnings import alert

_numbers = itertools.count(1)
ROLES = (
    "store_manager", "followup_manager", "followup_specialist", "crm_specialist", "data_analyst",
    "complaint_handler", "complaint_manager", "privacy_officer", "auditor", "appraisal_admin",
    "department_head", "finance_reviewer", "payer",
    "parts_manager",
)  # fmt: skip


_SINGLE = {
    "calendar_id": WorkCalendar,
    "client_id": ApiClient,
    "entry_id": AuditEntry,
    "category_id": Category,
    "department_id": Department,
    "employee_id": Employee,
    "entity_id": LegalEntity,
    "message_id": Message,
    "template_id": MessageTemplate,
    "endpoint_id": WebhookEndpoint,
    "factor_id": Factor,
    "objection_id": Objection,
    "claim_id": ExpenseClaim,
    "claim_line_id": ClaimLine,
    "payment_batch_id": PaymentBatch,
    "plan_id": MaintenancePlan,
    "role_id": RoleRow,
    "team_id": Team,
    "point_id": ContactPoint,
    "store_id": Store,
    "count_id": CountSession,
    "reservation_id": Reservation,
    "supplier_id": Supplier,
    "stock_transfer_id": StockTransfer,
    "proposal_id": Proposal,
    "stock_alert_id": StockAlert,
    "supplier_part_id": SupplierPart,
    "order_id": PurchaseOrder,
    "order_line_id": PurchaseLine,
}


@dataclass(slots=True, kw_only=True)
class Town:
    """A group whose administrator may see everything, and one row of each kind that a page is about."""

    group: Group
    store_id: int
    giver_id: int
    ids: dict[str, int] = field(default_factory=dict)


def town(count: int) -> Town:
    """The group, with so many rows of everything that a page lists."""
    made = group_with_complaints()
    switch(made, on=True, name=KANO)
    switch(made, on=True, name=BUDGET)
    switch(made, on=True, name=PARTS)
    found = Town(group=made, store_id=store(made), giver_id=store(made))
    with inside(made.id, as_member(made.admin)):
        for role in ROLES:
            assign_role(made.admin.member_id, role)
        owner = customer("第一位", store_id=found.store_id)
        car = vehicle(owner_id=owner.id)
        found.ids = {"customer_id": owner.id, "vehicle_id": car.id, "member_id": made.admin.member_id}
        found.ids["rule_id"] = _first_rule().id
        found.ids["task_id"] = task(owner, store_id=found.store_id, assignee_id=made.admin.member_id).id
        found.ids["case_id"] = complaint(found.store_id, customer_id=owner.id).id
        found.ids["part_id"] = stocked_part(found.store_id, found.giver_id)
        found.ids["alert_id"] = alert(found.store_id, case_id=found.ids["case_id"]).id
        found.ids["issue_id"] = quality_issue(found.store_id, found.ids["case_id"]).id
        found.ids["block_id"] = _block(owner.id)
        found.ids["study_id"] = analysed("分析过的").id
        found.ids["study_factor_id"] = asked_of(study("草稿").id)[0]
        found.ids["other_id"] = found.ids["object_id"] = customer("第二位", store_id=found.store_id).id
        found.ids["run_id"] = found.ids["duty_id"] = export_subject(owner.id, reason="asked for it").id
        found.ids["notice_id"] = publish_notice("marketing", text_zh="x").id
        paper = Proof(kind=EvidenceKind.PAPER, file=(BytesIO(b"%PDF-1.4"), "x.pdf"))
        found.ids["proof_id"] = record_consent(owner.id, "survey", ConsentDecision.DENY, evidence=paper).id
        found.ids["request_id"] = _request(owner.id)
        gone = customer("第三位", store_id=found.store_id)
        found.ids["erasure_id"] = erase_subject(gone.id, EraseMode.ERASE, reason="asked for it").id
        found.ids |= many_of_budgets(found.store_id)
        found.ids |= many_of_audits(found.store_id, claim(found.store_id).id, made.admin.member_id)
        found.ids["store_id"], found.ids["key"] = found.store_id, 0
        found.ids |= _appraised(found)
        session().flush()
    found.ids["import_id"] = _checked_import(made)
    add_many(found, count - 1)
    with inside(made.id) as work:
        for name, model in _SINGLE.items():
            found.ids[name] = work.scalars(select(model.id).order_by(model.id).limit(1)).one()
        found.ids["file"] = attached_files(ClaimLine, [found.ids["claim_line_id"]])[
            found.ids["claim_line_id"]
        ][0].id
    return found


def _appraised(to: Town) -> dict[str, int]:
    tree_id = new_approved_tree()
    cycle_id = new_cycle(tree_id, [new_subject("第一位", to.store_id)])
    compute_some_cards(cycle_id, 1)
    card_id = session().scalars(select(Card.id).where(Card.cycle_id == cycle_id)).one()
    indicator_id = rated_indicator(tree_id)
    objected_to(card_id, indicator_id)
    scheme_id = make_scheme(new_tree(), WeightMethod.EXPERT, title="专家").id
    return {
        "scheme_id": scheme_id,
        "tree_id": tree_id,
        "cycle_id": cycle_id,
        "card_id": card_id,
        "indicator_id": indicator_id,
    }


def _add_appraised(to: Town) -> None:
    """A further tree, a cycle of it, and a card in the first cycle."""
    subject = new_subject(f"员工{next(_numbers)}", to.store_id)
    cycle_id = new_cycle(new_approved_tree(), [subject, to.group.admin.member_id])
    compute_some_cards(cycle_id, 1)
    session().add(Card(cycle_id=to.ids["cycle_id"], member_id=subject, store_id=to.store_id))
    session().flush()
    theirs = select(Card.id).where(Card.cycle_id == cycle_id, Card.member_id == subject)
    objected_to(session().scalars(theirs).one(), to.ids["indicator_id"])


def add_many(to: Town, count: int) -> None:
    """So many further rows of everything that a page lists."""
    with inside(to.group.id, as_member(to.group.admin)):
        for _ in range(count):
            _add_customer(to)
            _add_people(to)
            _add_role()
            _add_team(to)
            _add_stand_in(to)
            _add_support(to)
            _add_places()
            _add_work(to)


def _add_customer(to: Town) -> None:
    first = to.ids["customer_id"]
    customer(f"王{next(_numbers)}号", store_id=to.store_id)
    car = vehicle(owner_id=first)
    service_record(to.ids["vehicle_id"], to.store_id)
    service_record(car.id, to.store_id)
    add_contact_point(first, NewContact(kind=ContactKind.PHONE, value=phone_number()))
    _block(first)
    twin = customer(f"双{next(_numbers)}号", store_id=to.store_id)
    session().flush()
    known = session().scalars(select(Customer).where(Customer.id.in_([first, twin.id])))
    merge(first, [twin.id], versions={one.id: one.row_version for one in known})
    export_subject(to.ids["other_id"], reason="asked for it")
    _request(to.ids["other_id"])
    session().add(MaintenancePlan(make=f"品牌{next(_numbers)}"))
    _message(first)
    _template()
    _webhook()
    session().add(
        ConsentEvent(
            customer_id=first, purpose=f"sensitive:{next(_numbers)}", decision=ConsentDecision.GRANT,
            channel=ContactChannel.ANY,
        )
    )  # fmt: skip


def _request(customer_id: int) -> int:
    return receive_request(customer_id, RequestKind.COPY, said="x", zone="Asia/Shanghai").id


def _add_people(to: Town) -> None:
    n = next(_numbers)
    session().add_all(
        [
            Member(display_name=f"员工{n}", status=MemberStatus.ACTIVE),
            Employee(employee_no=f"E{n}", name=f"张{n}", store_id=to.store_id),
            ApiClient(name=f"program {n}", token_hash=f"{n:064d}", tail="abcd", scopes=[]),
        ]
    )


def _add_role() -> None:
    n = next(_numbers)
    made = RoleRow(code=f"own_{n}", title=f"角色{n}", builtin=False)
    session().add(made)
    session().flush()
    session().add(RolePermission(role_id=made.id, permission="customers.customer:read", scope=Scope.OWN))


def _add_team(to: Town) -> None:
    made = Team(name=f"班组{next(_numbers)}")
    session().add(made)
    session().flush()
    session().add(TeamMember(team_id=made.id, member_id=to.group.admin.member_id))


def _add_stand_in(to: Town) -> None:
    day, colleague = today("Asia/Shanghai"), Member(display_name="同事", status=MemberStatus.ACTIVE)
    session().add(colleague)
    session().flush()
    made = Delegation(
        member_id=to.group.admin.member_id, deputy_id=colleague.id, valid_from=day, valid_until=day
    )
    session().add(made)
    session().flush()
    role = find_role(ROLES[0])
    session().add(DelegatedRole(delegation_id=made.id, role_id=role.id))


def _add_support(to: Town) -> None:
    until = now() + timedelta(hours=1)
    made = SupportGrant(reason=f"报错{next(_numbers)}", role=ROLES[0], until=until)
    session().add(made)
    session().flush()
    session().add(
        SupportVisit(
            grant_id=made.id, account_id=to.group.admin.account_id, session_id=0, operator_name="王工"
        )
    )


def _add_places() -> None:
    n = next(_numbers)
    entity = LegalEntity(name=f"公司{n}")
    session().add(entity)
    session().flush()
    place = Store(code=f"T{n}", name=f"分店{n}", legal_entity_id=entity.id)
    session().add(place)
    session().flush()
    session().add(Department(name=f"部门{n}", store_id=place.id))


def _add_work(to: Town) -> None:
    owner = to.ids["customer_id"]
    task(customer(store_id=to.store_id), day=today("Asia/Shanghai"), store_id=to.store_id)
    task(customer(store_id=to.store_id), store_id=to.store_id, assignee_id=to.group.admin.member_id)
    complaint(to.store_id, customer_id=owner)
    stocked_part(to.store_id, to.giver_id)
    counted = complaint(to.store_id, customer_id=owner)
    alert(to.store_id, case_id=counted.id)
    quality_issue(to.store_id, counted.id)
    add_category(CategoryDetails(name_zh=f"类别{next(_numbers)}", name_en=""))
    new_factor(f"因素{next(_numbers)}")
    _add_appraised(to)
    _add_audits(to, _add_claims(to))
    many_of_budgets(to.store_id)
    booked(to.ids["budget_pot_id"], to.store_id)
    study(f"调查{next(_numbers)}")
    rule = _first_rule()
    kept = {
        column.key: getattr(rule, column.key)
        for column in FollowupRule.__mapper__.column_attrs
        if column.key not in {"id", "code", "tenant_id", "row_version"}
    }
    session().add(FollowupRule(**kept, code=f"copy_{next(_numbers)}"))
    session().add_all(_fault(to.ids["import_id"], phase) for phase in (Phase.CHECK, Phase.RUN))
    _import()


def _add_audits(to: Town, claim_id: int) -> None:
    """A further audit, a claim in the sample of the first one, and a finding in the first claim there."""
    planned_audit(to.store_id)
    tenant = to.group.id
    audit = session().get_one(Audit, (tenant, to.ids["audit_id"]))
    sampled_claim(audit, claim_id, to.store_id)
    first = session().get_one(AuditedClaim, (tenant, to.ids["audited_claim_id"]))
    finding_in(first, to.group.admin.member_id)


def _add_claims(to: Town) -> int:
    """A claim that is written, a line on the first one, one that is to be paid, and one in the first payment.

    Its id is that of the first of them.
    """
    mine = claim(to.store_id)
    first = session().scalars(select(ExpenseClaim.id).order_by(ExpenseClaim.id).limit(1)).one()
    line = claim_line(first)
    n = next(_numbers)
    session().add(PaymentBatch(document_no=f"FK-{n}", total_fen=0))
    session().flush()
    paid = session().scalars(select(PaymentBatch.id).order_by(PaymentBatch.id).limit(1)).one()
    for number, batch in enumerate((None, paid)):
        passed = ExpenseClaim(
            document_no=f"BX-{n}-{number}", store_id=to.store_id, claimant_id=mine.claimant_id,
            title="差旅", state=ClaimState.APPROVED, batch_id=batch,
        )  # fmt: skip
        session().add(passed)
        session().flush()
        session().add(
            ClaimLine(
                claim_id=passed.id, category_id=line.category_id, spent_on=line.spent_on, amount_fen=86_00
            )
        )
    session().flush()
    return mine.id


def _first_rule() -> FollowupRule:
    return session().scalars(select(FollowupRule).order_by(FollowupRule.id).limit(1)).one()


def _block(customer_id: int) -> int:
    block = DoNotContact(
        customer_id=customer_id, value_hash=f"{next(_numbers):064d}", source=next(iter(BlockSource))
    )
    session().add(block)
    session().flush()
    return block.id


def _message(customer_id: int) -> None:
    point = session().scalars(select(ContactPoint.id).where(ContactPoint.customer_id == customer_id)).first()
    allowed = ContactDecision(
        customer_id=customer_id,
        purpose="service",
        channel=ContactChannel.EMAIL,
        module="messaging",
        result=GateResult.ALLOW,
        reasons=[],
    )
    session().add(allowed)
    session().flush()
    session().add(
        Message(
            customer_id=customer_id,
            contact_point_id=point,
            decision_id=allowed.id,
            channel=allowed.channel,
            purpose=allowed.purpose,
            subject="您的车辆",
            body="您好",
        )
    )


def _webhook() -> None:
    n, hears = next(_numbers), ["customers.customer_changed"]
    add_endpoint(EndpointDetails(name=f"CRM {n:06d}", url="https://hooks.invalid/", events=hears))
    first = session().scalars(select(WebhookEndpoint.id).order_by(WebhookEndpoint.id).limit(1)).one()
    session().add(
        WebhookTelling(
            endpoint_id=first, event_id=n, event_name=hears[0], event_version=1, data={}, occurred_at=now()
        )
    )


def _template() -> None:
    add_template(
        code=f"t{next(_numbers)}", name="保养提醒", channel=ContactChannel.SMS, purpose="service",
        words=TemplateWords(body_zh="您好"),
    )  # fmt: skip


def _import() -> None:
    n = next(_numbers)
    file = Attachment(
        owner_type="import_run",
        name=f"{n}.csv",
        mime="text/csv",
        size=1,
        sha256=f"{n:064d}",
        storage_key=f"t/0/{n}",
    )
    session().add(file)
    session().flush()
    session().add(ImportRun(attachment_id=file.id, filename=file.name))


def _fault(import_id: int, phase: Phase) -> ImportRow:
    n = 1000 + next(_numbers)
    return ImportRow(
        import_run_id=import_id,
        phase=phase,
        row_no=n,
        verdict=RowVerdict.FAILED,
        problems=[],
        cells="[]",
    )


def _checked_import(of: Group) -> int:
    dealer = Dealer(group=of, stores={})
    lines = [
        ["车主姓名", "手机号", "车牌号"],
        ["王小明", "13812345678", "沪A12345"],
        ["李四", "", "沪A12346"],
    ]
    made = upload(dealer, csv_file(lines))
    settle(dealer, made)
    check(dealer, made)
    return made
