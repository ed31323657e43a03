"""Why the core keeps what its tables hold of people, how long, and with which rights it is seen.

Which columns these are, and of which kind, is read from the columns themselves; plugins say the same in their manifests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from saas.platform.i18n import LazyStr, _l
from saas.platform.plugins import LegalBasis

CUSTOMER = "customers.customer:read"
REVEAL = "customers.customer:reveal"
AS_CUSTOMER = _l("As long as the customer's own data")
AS_MEMBER = _l("As long as the person works in the group")
UNTIL_USED = _l("Until it is used or runs out")
FOR_GOOD = _l("As long as the group; nobody can change or delete it")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableUse:
    """Why one table of the core holds data of people.

    what: as people call it; empty where the model has a title. kept: for how long. seen_with: the rights with which
    somebody sees it; none: the person themselves, or nobody.
    """

    table: str
    purpose: LazyStr
    kept: LazyStr
    what: LazyStr = ""
    basis: LegalBasis = LegalBasis.CONTRACT
    seen_with: tuple[str, ...] = ()


def _customers() -> Iterable[TableUse]:
    know = _l("Know whom the group serves")
    yield TableUse(table="customer", purpose=know, kept=AS_CUSTOMER, seen_with=(CUSTOMER,))
    yield TableUse(
        table="customer_contact_point",
        purpose=_l("Reach the customer; shown in clear only after a logged click"),
        kept=AS_CUSTOMER,
        seen_with=(CUSTOMER, REVEAL),
    )
    yield TableUse(
        table="customer_id_document",
        purpose=_l("Tell customers apart, and registrations; shown in clear only after a logged click"),
        kept=AS_CUSTOMER,
        seen_with=(REVEAL,),
    )
    yield TableUse(table="search_token", purpose=_l("Find the customer"), kept=AS_CUSTOMER)
    vehicles = ("vehicles.vehicle:read",)
    care = _l("Care for the customer's vehicle")
    yield TableUse(table="vehicle", purpose=care, kept=AS_CUSTOMER, seen_with=vehicles)
    yield TableUse(table="plate_history", purpose=care, kept=AS_CUSTOMER, seen_with=vehicles)
    yield TableUse(
        table="service_record",
        purpose=_l("Prove what was done to the vehicle"),
        basis=LegalBasis.LEGAL_DUTY,
        kept=_l("For the figures; the person's words go with the customer"),
        seen_with=vehicles,
    )


def _contact() -> Iterable[TableUse]:
    consent = ("privacy.consent:read",)
    yield TableUse(
        table="do_not_contact",
        purpose=_l("Leave those in peace who asked for it"),
        basis=LegalBasis.LEGAL_DUTY,
        kept=_l("For good, as a keyed hash of the number"),
        seen_with=consent,
    )
    yield TableUse(
        table="preference_link",
        purpose=_l("Let customers say themselves how they are contacted"),
        kept=_l("%(num)s days after it was made", num=90),
    )
    yield TableUse(
        table="contact_attempt",
        purpose=_l("Know what was said in calls"),
        kept=AS_CUSTOMER,
        seen_with=("followups.task:read",),
    )
    yield TableUse(
        table="followup_task",
        purpose=_l("Know what a call is about before it is made"),
        kept=AS_CUSTOMER,
        seen_with=("followups.task:read",),
    )
    yield TableUse(
        table="followup_answer",
        purpose=_l("Learn how satisfied customers are"),
        kept=AS_CUSTOMER,
        seen_with=("followups.task:read",),
    )
    yield TableUse(
        table="message",
        purpose=_l("Prove what customers were sent"),
        kept=AS_CUSTOMER,
        seen_with=("messaging.message:read",),
    )


def _ways_out() -> Iterable[TableUse]:
    settings = ("organisation.settings:write",)
    yield TableUse(
        table="message_reply",
        purpose=_l("Heed customers who answer that they want no messages"),
        basis=LegalBasis.LEGAL_DUTY,
        kept=AS_CUSTOMER,
        seen_with=("messaging.message:read",),
    )
    for table, what in (
        ("message_channel", _l("Where messages are handed over")),
        ("webhook_endpoint", _l("Other systems that are told what happens")),
    ):
        yield TableUse(
            table=table,
            what=what,
            purpose=_l("Keep keys to other systems secret"),
            basis=LegalBasis.EMPLOYMENT,
            kept=_l("Until it is removed"),
            seen_with=settings,
        )


def _work() -> Iterable[TableUse]:
    duties = ("privacy.duty:read",)
    imports = ("imports.run:read", "imports.own:read")
    yield TableUse(
        table="customer_merge",
        purpose=_l("Undo a merge"),
        kept=_l("%(num)s days after the merge", num=30),
        seen_with=("customers.customer:merge",),
    )
    yield TableUse(
        table="subject_request",
        purpose=_l("Answer what customers ask about their data, and prove it"),
        basis=LegalBasis.LEGAL_DUTY,
        kept=AS_CUSTOMER,
        seen_with=("privacy.request:read",),
    )
    yield TableUse(
        table="duty_run",
        what=_l("Whom a duty is about that is not done yet"),
        purpose=_l("Do what modules still owe a customer"),
        basis=LegalBasis.LEGAL_DUTY,
        kept=_l("Until all modules have done their part"),
        seen_with=duties,
    )
    yield TableUse(
        table="import_row",
        purpose=_l("Mend rows of files that could not be taken"),
        kept=_l("%(num)s days after the import", num=90),
        seen_with=imports,
    )
    yield TableUse(
        table="import_run",
        what=_l("Names of imported files"),
        purpose=_l("Know which file brought what"),
        kept=_l("As long as the group"),
        seen_with=imports,
    )
    yield TableUse(
        table="attachment",
        purpose=_l("Keep files with what they belong to"),
        kept=_l("As long as what it belongs to"),
    )
    yield TableUse(
        table="idempotency_key",
        what=_l("Answers to forms that were sent twice"),
        purpose=_l("Do once what was sent twice"),
        kept=_l("%(num)s hours", num=24),
    )
    yield TableUse(
        table="mail_message",
        what=_l("Mail to staff"),
        purpose=_l("Invite staff and let them sign in"),
        basis=LegalBasis.EMPLOYMENT,
        kept=_l("Until it was sent; in development until it is read"),
    )


def _single_sign_on() -> Iterable[TableUse]:
    yield TableUse(
        table="member_identity",
        what=_l("Links of staff to the group's single sign-on"),
        purpose=_l("Let staff sign in, and nobody else"),
        basis=LegalBasis.EMPLOYMENT,
        kept=_l("Until the person or an administrator takes it away"),
        seen_with=("accounts.member:read",),
    )
    yield TableUse(
        table="sign_in_provider",
        what=_l("The group's single sign-on"),
        purpose=_l("Let staff sign in, and nobody else"),
        basis=LegalBasis.EMPLOYMENT,
        kept=_l("As long as the group"),
        seen_with=("organisation.settings:write",),
    )


def _sign_in() -> Iterable[TableUse]:
    sign_in = _l("Let staff sign in, and nobody else")
    employment = LegalBasis.EMPLOYMENT
    secret = dict.fromkeys(
        ("account_recovery_code", "account_totp", "account_token", "account_passkey_use"),
        _l("Secrets of the sign-in"),
    )
    yield TableUse(
        table="account", what=_l("Accounts of staff"), purpose=sign_in, basis=employment, kept=AS_MEMBER
    )
    yield TableUse(
        table="account_session",
        what=_l("Sessions of staff"),
        purpose=_l("Show people where they are signed in"),
        basis=employment,
        kept=_l("Until the session ends"),
    )
    yield TableUse(
        table="account_passkey",
        what=_l("Passkeys of staff"),
        purpose=sign_in,
        basis=employment,
        kept=_l("Until the person removes it"),
    )
    for table, what in secret.items():
        yield TableUse(table=table, what=what, purpose=sign_in, basis=employment, kept=UNTIL_USED)
    yield TableUse(
        table="invitation", what=_l("Invitations"), purpose=sign_in, basis=employment, kept=UNTIL_USED
    )


def _staff() -> Iterable[TableUse]:
    members = ("accounts.member:read",)
    employment = LegalBasis.EMPLOYMENT
    yield TableUse(
        table="api_client",
        what=_l("Tokens of programs"),
        purpose=_l("Let programs of the group in, and nobody else's"),
        basis=employment,
        kept=_l("As long as the token"),
        seen_with=("accounts.token:write",),
    )
    yield TableUse(
        table="member",
        what=_l("Members of the group"),
        purpose=_l("Know who did what"),
        basis=employment,
        kept=AS_MEMBER,
        seen_with=members,
    )
    yield TableUse(
        table="employee",
        what=_l("Employees"),
        purpose=_l("Name who serves customers"),
        basis=employment,
        kept=AS_MEMBER,
        seen_with=("organisation.employee:read",),
    )
    yield TableUse(
        table="legal_entity",
        what=_l("Contact for personal data"),
        purpose=_l("Tell customers whom to ask about their data"),
        basis=LegalBasis.LEGAL_DUTY,
        kept=_l("As long as the group"),
        seen_with=("organisation.store:read",),
    )


def _audit() -> Iterable[TableUse]:
    duty = LegalBasis.LEGAL_DUTY
    yield TableUse(
        table="audit_entry",
        purpose=_l("Prove who did what with the data"),
        basis=duty,
        kept=FOR_GOOD,
        seen_with=("auditing.entry:read",),
    )
    for table, what in (
        ("support_grant", _l("Why support was let in")),
        ("support_visit", _l("Who of support came in")),
    ):
        yield TableUse(
            table=table,
            what=what,
            purpose=_l("Prove what support did in the group"),
            basis=duty,
            kept=FOR_GOOD,
            seen_with=("accounts.support:read",),
        )
    yield TableUse(
        table="object_key",
        what=_l("Keys of what was typed into records that cannot be changed"),
        purpose=_l("Let nobody read any more what was typed about somebody who is erased"),
        basis=duty,
        kept=AS_CUSTOMER,
    )
    yield TableUse(
        table="export_log",
        what=_l("What was taken out as a file, and why"),
        purpose=_l("Prove who took which data out"),
        basis=duty,
        kept=FOR_GOOD,
        seen_with=("auditing.entry:read",),
    )
    yield TableUse(
        table="platform_audit",
        what=_l("Acts of the operator"),
        purpose=_l("Prove what the operator of this service did"),
        basis=duty,
        kept=FOR_GOOD,
    )


CORE_USES: Mapping[str, TableUse] = {
    use.table: use
    for part in (_customers, _contact, _ways_out, _work, _sign_in, _single_sign_on, _staff, _audit)
    for use in part()
}
"""Every table of the core with personal columns; a test looks that none is missing and none is too much."""
