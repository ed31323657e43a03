"""A group with something on each of its pages, and the addresses of all pages that this application has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import select, update
from werkzeug.routing import Rule

from plugins.budget.models import PaymentBatch
from plugins.complaints.models import Case
from plugins.complaints.operations import CategoryDetails, add_category
from plugins.complaints.operations.intake import new_link_token
from plugins.complaints.warning.states import AlertState
from plugins.kano.models import Card, WeightMethod
from plugins.kano.operations.computing import compute_some_cards
from plugins.kano.operations.schemes import make_scheme
from plugins.parts.models import OrderState, PurchaseOrder, SupplierPart
from plugins.parts.operations import Answer, Promised, answer_order, make_supplier_link
from plugins.parts.queries.orders import lines_of_order
from saas.core.accounts.models import Account, TokenPurpose
from saas.core.accounts.operations import (
    create_api_client,
    create_team,
    invite_member,
    make_role,
    required_login,
    set_operator,
)
from saas.core.accounts.operations.resets import new_link
from saas.core.accounts.provider_models import SignInProvider
from saas.core.contracts.duties import EraseMode
from saas.core.customers.models import ContactKind, ContactPoint
from saas.core.messaging.operations import (
    TemplateWords,
    add_template,
    deliver_message,
    send_mail_to_customer,
)
from saas.core.organisation.models import Department, Employee, Store
from saas.core.organisation.queries import default_calendar
from saas.core.privacy.models import BlockSource, ContactChannel, LinkKind
from saas.core.privacy.notices import publish_notice
from saas.core.privacy.operations import block_contact
from saas.core.privacy.preferences import make_preference_link
from saas.core.privacy.request_models import IdentityProof, RequestKind
from saas.core.privacy.requesting import check_identity, propose_request, receive_request
from saas.core.privacy.runner import erase_subject, export_subject
from saas.core.vehicles.models import MaintenancePlan
from saas.core.webhooks.operations import EndpointDetails, add_endpoint
from saas.platform.audit import AuditEntry
from saas.platform.clock import moved, now
from saas.platform.database import global_session, load, session
from saas.platform.permissions import assign_role, current_catalogue
from saas.platform.plugins import change_settings, enable_plugin
from saas.platform.tenancy import Actor, ActorKind
from saas.testing.factories import application
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import DAY, rule, task
from saas.testing.factories.groups import Group, Person, group
from saas.testing.factories.members import member
from saas.testing.factories.vehicles import service_record, vehicle
from tests.factories.audits import many_of_audits
from tests.factories.budget import many_of_budgets
from tests.factories.claims import claim, claim_line
from tests.factories.complaints import complaint
from tests.factories.imports import Dealer, dealer, import_file, sample_file, upload
from tests.factories.kano import analysed, asked_of, new_factor, open_for_answers, study
from tests.factories.kano_cards import (
    first_indicator,
    new_approved_tree,
    new_cycle,
    new_subject,
    new_tree,
    objected_to,
    rated_indicator,
)
from tests.factories.parts import (
    alert_of,
    count_of,
    part,
    proposal_of,
    purchase,
    reservation,
    stock_up,
    transfer_of,
)
from tests.factories.quality import quality_issue
from tests.factories.warnings import alert

MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""A Friday, ten in Shanghai: customers may be called."""
NOT_PAGES = (
    "/api/",
    "/static/",
    "/.well-known/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/dev/",
    "/account/alive",
    "/later/",
    "/p/<group>/sign-in/",
)
PARTS_AND_FILES = {"name", "key", "kind", "path", "slot", "what", "proof_id", "file"}
"""Variables in the addresses of parts of pages and of files."""
NAMES = ("王晓明", "欧阳修远", "李娜", "Ahmed Al-Rashid", "赵一")


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The group, somebody who may do everything in it, and values of the variables in addresses."""

    group: Group
    person: Person
    values: Mapping[str, Any]
    special: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def address(self, app: Flask, rule: Rule) -> str:
        """The address of a page; raises KeyError where a variable has no value here."""
        mine = {**self.values, **self.special.get(rule.endpoint, {})}
        chosen = {name: mine[name] for name in rule.arguments}
        with app.test_request_context():
            built = rule.build({**chosen}, append_unknown=False)
        assert built is not None, rule.endpoint
        return built[1]

    def speak(self, locale: str) -> None:
        """Let the person read this language from now on."""
        with inside(self.group.id) as work:
            work.execute(update(Account).where(Account.id == self.person.account_id).values(locale=locale))


def page_rules(app: Flask) -> list[Rule]:
    """Every page that a browser can open."""
    return sorted(
        (
            rule
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ())
            and not rule.rule.startswith(NOT_PAGES)
            and not rule.arguments & PARTS_AND_FILES
        ),
        key=lambda rule: rule.rule,
    )


def furnish(*, plugins: tuple[str, ...] = ("budget", "complaints", "kano", "parts")) -> House:
    """Make the group and what stands in it."""
    with moved(MORNING):
        made = group(name="华东汽车集团")
        person = member(made, role="", name="林小雨")
        place = dealer(made)
        shop = place.stores["浦东店"]
        with inside(made.id, Actor(kind=ActorKind.MEMBER, id=made.admin.member_id)):
            for code in sorted(current_catalogue().roles):
                assign_role(person.member_id, code)
            for plugin in plugins:
                enable_plugin(plugin)
        with application.current().app_context(), global_session() as work:
            set_operator(work, required_login(person.login), operator=True)
        imported = _imported(place)
        values = {
            "group": made.code,
            "table_key": "customers.customer",
            "plugin": "complaints",
            **_rows(made, person, shop),
            **imported["imports.report"],
        }
        return House(
            group=made,
            person=person,
            values=values,
            special={
                "kano.card_item": {"indicator_id": values["measured_id"]},
                "kano.rating": {"indicator_id": values["rated_id"]},
                **_special(made),
                **imported,
                **_links(person),
                **_asked_about(made, person),
                **_handed(made, values["customer_id"]),
                **_complaining(made, values["case_id"]),
                **_supplied(person, values["store_id"], values["part_id"]),
            },
        )


def _claimed(shop: int, person: Person) -> dict[str, int]:
    """A claim with an expense, a payment of none, and an audit of the claim."""
    mine = claim(shop)
    line, paid = claim_line(mine.id), PaymentBatch(document_no="FK-1", total_fen=0)
    session().add(paid)
    session().flush()
    ids = {"claim_id": mine.id, "claim_line_id": line.id, "payment_batch_id": paid.id}
    return ids | many_of_audits(shop, mine.id, person.member_id)


def _imported(place: Dealer) -> dict[str, dict[str, Any]]:
    """A sample that was imported, with its faults, and one that waits for its columns."""
    with TemporaryDirectory() as folder:
        path, _sample = sample_file(Path(folder), rows=120)
        done = import_file(place, path).id
        waiting = upload(place, path)
    return {"imports.report": {"import_id": done}, "imports.columns": {"import_id": waiting}}


def _rows(of: Group, person: Person, shop: int) -> dict[str, Any]:
    with inside(of.id, Actor(kind=ActorKind.MEMBER, id=person.member_id)) as work:
        owners = [customer(name, store_id=shop, email=f"c{n}@example.com") for n, name in enumerate(NAMES)]
        cars = [vehicle(owner_id=owner.id) for owner in owners]
        visits = [service_record(car.id, shop) for car in cars]
        tasks = [
            task(owner, vehicle_id=car.id, assignee_id=person.member_id)
            for owner, car in zip(owners, cars, strict=True)
        ]
        invited = invite_member(display_name="陈经理")
        client = create_api_client(name="数据仓库", scopes=["followups.task:read"])
        first = ContactPoint.tenant_id == of.id, ContactPoint.customer_id == owners[0].id
        point = work.scalars(select(ContactPoint.id).where(*first)).first()
        mail = ContactPoint.kind == ContactKind.EMAIL
        sent = send_mail_to_customer(
            owners[0].id, work.scalars(select(ContactPoint.id).where(*first, mail)).one(), "service",
            subject="保养提醒", body="您的爱车该保养了。",
        )  # fmt: skip
        block = block_contact(owners[0].id, source=BlockSource.VERBAL, reason="")
        deliver_message(sent.id)
        category = add_category(CategoryDetails(name_zh="充电与电池", name_en="Charging and battery"))
        case = complaint(shop, customer_id=owners[0].id, vehicle_id=cars[0].id)
        piece = part(wear=True, successor_id=part("机油滤清器（新款）").id)
        stock_up(piece.id, shop, 12, 2350)
        bought = purchase(shop, piece.id)
        plan = MaintenancePlan(make="大众", series="朗逸")
        work.add(plan)
        work.flush()
        return {
            "plan_id": plan.id,
            **_asked(owners[1].id, shop),
            "block_id": block.id,
            "case_id": case.id,
            "part_id": piece.id,
            "store_id": shop,
            "issue_id": quality_issue(shop, case.id).id,
            "alert_id": alert(shop, case_id=case.id, state=AlertState.CONFIRMED, text="批次缺陷").id,
            "count_id": count_of(shop, piece.id).id,
            **_bought(bought),
            "stock_transfer_id": transfer_of(second_shop(), shop, piece.id).id,
            **_proposed(piece.id, shop),
            "reservation_id": reservation(piece.id, shop).id,
            "category_id": category.id,
            "factor_id": new_factor("充电等待时间"),
            **_appraised(shop),
            **_claimed(shop, person),
            **many_of_budgets(shop),
            "point_id": point,
            "message_id": sent.id,
            "template_id": _template(),
            "code": "sms",
            "endpoint_id": _webhook(),
            "customer_id": owners[0].id,
            "vehicle_id": cars[0].id,
            "record_id": visits[0].id,
            "task_id": tasks[0].id,
            "rule_id": rule("delivery_7d", since=DAY).id,
            "member_id": invited.member_id,
            "team_id": create_team("电话一组", member_ids=[person.member_id]).id,
            "role_id": make_role("区域经理").id,
            "client_id": client.client.id,
            "token": invited.token,
            "step": "stores",
            "other_id": owners[1].id,
            "run_id": export_subject(owners[0].id, reason="本人要求").id,
            "notice_id": publish_notice(
                "marketing", text_zh="为向您推送活动信息，我们使用您的姓名和手机号。"
            ).id,
            "entry_id": work.scalars(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1)).one(),
        }


def second_shop() -> int:
    """Another store of the current group than the first."""
    return session().scalars(select(Store.id).order_by(Store.id.desc()).limit(1)).one()


def _proposed(part_id: int, shop: int) -> dict[str, int]:
    """A shortage, and what is proposed for it."""
    short = alert_of(part_id, shop)
    return {"stock_alert_id": short.id, "proposal_id": proposal_of(short).id}


def _bought(order: PurchaseOrder) -> dict[str, Any]:
    """An order with its supplier and one line."""
    offered = SupplierPart.supplier_id == order.supplier_id
    return {
        "order_id": order.id,
        "supplier_id": order.supplier_id,
        "supplier_part_id": session().scalars(select(SupplierPart.id).where(offered)).one(),
        "order_line_id": lines_of_order(order.id)[0].id,
    }


def _appraised(shop: int) -> dict[str, Any]:
    """A draft of a tree, and a computed cycle with the card of somebody."""
    draft, tree = new_tree("satisfaction"), new_approved_tree()
    cycle_id = new_cycle(tree, [new_subject("周师傅", shop)])
    compute_some_cards(cycle_id, 1)
    card_id = session().scalars(select(Card.id).where(Card.cycle_id == cycle_id)).one()
    return {
        "tree_id": draft,
        "indicator_id": first_indicator(draft),
        "scheme_id": make_scheme(draft, WeightMethod.AHP, title="层次分析").id,
        "cycle_id": cycle_id,
        "card_id": card_id,
        "objection_id": objected_to(card_id, first_indicator(tree)),
        "measured_id": first_indicator(tree),
        "rated_id": rated_indicator(tree),
    }


def _webhook() -> int:
    hears = ["customers.customer_created"]
    return add_endpoint(EndpointDetails(name="CRM", url="https://hooks.invalid/", events=hears)).endpoint.id


def _template() -> int:
    words = TemplateWords(body_zh="{salutation}，您的爱车该保养了。", body_en="Time for a service.")
    return add_template(
        code="due", name="保养提醒", channel=ContactChannel.SMS, purpose="service", words=words
    ).id


def _provider() -> SignInProvider:
    """A single sign-on that is entered; nobody goes there."""
    return SignInProvider(
        name="公司账号",
        issuer="https://login.example.com",
        client_id="aftercare",
        client_secret="only for pictures",
        enabled=True,
    )


def _links(person: Person) -> dict[str, dict[str, Any]]:
    """What was mailed to somebody, and what stands in their account."""
    with inside(person.tenant_id) as work:
        return {
            "accounts.reset": {"token": new_link(work, person.account_id, TokenPurpose.RESET)},
            "accounts.confirm": {"token": new_link(work, person.account_id, TokenPurpose.CONFIRM)},
            # Whoever has a passkey does not sign in by the password alone: this page leads on to the list.
            "accounts.passkey": {"passkey_id": 0},
        }


def _asked_about(of: Group, person: Person) -> dict[str, dict[str, Any]]:
    """Studies at several stages: a draft, one that is answered, one with its result."""
    with inside(of.id, Actor(kind=ActorKind.MEMBER, id=person.member_id)):
        draft, running = study("上门服务需求", asked=3), open_for_answers("新能源车主期望", asked=3)
        done = analysed("到店服务期望", people=40)
        return {
            "kano.study": {"study_id": running.id},
            "kano.edit_study": {"study_id": draft.id},
            "kano.questions": {"study_factor_id": asked_of(draft.id)[0]},
            "kano.new_answers": {"study_id": running.id},
            "kano.new_invitation": {"study_id": running.id},
            "kano.progress": {"study_id": done.id},
            "kano.results": {"study_id": done.id},
            "kano_public.questionnaire": {"token": running.link_token},
        }


def _asked(customer_id: int, shop: int) -> dict[str, int]:
    """A request that waits for approval, and somebody who was erased."""
    asked = receive_request(customer_id, RequestKind.DELETE, said="请删除我的资料", zone="Asia/Shanghai")
    check_identity(asked.id, IdentityProof.DOCUMENT)
    propose_request(asked.id)
    gone = customer("何先生", store_id=shop)
    return {
        "request_id": asked.id,
        "erasure_id": erase_subject(gone.id, EraseMode.ERASE, reason="客户要求").id,
    }


def _handed(of: Group, customer_id: int) -> dict[str, dict[str, Any]]:
    """What a customer was given."""
    with inside(of.id):
        address = make_preference_link(customer_id, LinkKind.HANDED).address
        return {"privacy_public.preferences": {"token": address.rpartition("/")[2]}}


def _supplied(person: Person, shop: int, piece_id: int) -> dict[str, dict[str, Any]]:
    """An order whose supplier has a page of its own, and said of a line that it cannot come."""
    with inside(person.tenant_id, Actor(kind=ActorKind.MEMBER, id=person.member_id)):
        order = purchase(shop, piece_id)
        # As it is once somebody else approved it.
        order.state, order.placed_at, order.expected_on = OrderState.PLACED, now(), now().date()
        session().flush()
        token = make_supplier_link(order.id).link_token or ""
        none = [Promised(line_id=lines_of_order(order.id)[0].id, cannot=True)]
        answer_order(token, Answer(promised=none, remark="停产"), key="house")
        return {
            "parts_public.supplier_page": {"token": token},
            "parts.supplier_link": {"order_id": order.id},
            "parts.order": {"order_id": order.id},
        }


def _complaining(of: Group, case_id: int) -> dict[str, dict[str, Any]]:
    """A store whose form is open to customers, and a complaint whose customer has a page of their own."""
    with inside(of.id, Actor(kind=ActorKind.MEMBER, id=of.admin.member_id)):
        change_settings("complaints", {"public_form": True})
        case = load(Case, case_id)
        case.link_token = case.link_token or new_link_token()
        return {
            "complaints_public.intake": {"code": load(Store, case.store_id).code},
            "complaints_public.received": {"token": case.link_token},
            "complaints_public.own_page": {"token": case.link_token},
        }


def _special(of: Group) -> dict[str, dict[str, Any]]:
    with inside(of.id) as work:
        work.add(_provider())
        department = Department(name="售后部")
        work.add(department)
        work.flush()
        employee = Employee(employee_no="A001", name="周顾问", department_id=department.id)
        work.add(employee)
        work.flush()
        shop = work.scalars(select(Store)).first()
        assert shop
        return {
            "organisation.plugin_store_settings": {"store_id": shop.id},
            "organisation.stores_edit": {"row_id": shop.id},
            "organisation.legal_entities_edit": {"row_id": shop.legal_entity_id},
            "organisation.departments_edit": {"row_id": department.id},
            "organisation.employees_edit": {"row_id": employee.id},
            "organisation.calendar_edit": {"row_id": default_calendar().id},
        }
