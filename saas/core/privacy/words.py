"""The gate's reasons, purposes and channels in words for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from saas.core.privacy.caps import CapWindow
from saas.core.privacy.decision import SENSITIVE, SpecialGroup, purpose_of
from saas.core.privacy.evidence import EvidenceKind
from saas.core.privacy.models import BlockSource, ConsentDecision, ContactChannel, Purpose
from saas.platform.i18n import LazyStr, _l

REASONS: Mapping[str, LazyStr] = {
    "do_not_contact": _l("The customer wants no contact."),
    "number_blocked": _l("This number is on the list of those that are not contacted."),
    "refused": _l("The customer refused contact for this purpose."),
    "not_granted": _l("The customer has not agreed to contact for this purpose."),
    "quiet_hours": _l("It is a quiet hour at the customer's store."),
    "cap_day": _l("For this purpose the customer was contacted as often as a day allows."),
    "cap_week": _l("For this purpose the customer was contacted as often as a week allows."),
    "cap_month": _l("For this purpose the customer was contacted as often as thirty days allow."),
    "granted": _l("The customer agreed."),
    "default_allow": _l("Allowed for this purpose until the customer refuses."),
}

PURPOSES: Mapping[str, LazyStr] = {
    Purpose.SERVICE: _l("Service"),
    Purpose.SURVEY: _l("Satisfaction survey"),
    Purpose.MARKETING: _l("Marketing"),
    Purpose.PROFILING: _l("Profiling"),
    Purpose.SHARE: _l("Sharing with other companies"),
}

SPECIAL_GROUPS: Mapping[SpecialGroup, LazyStr] = {
    SpecialGroup.VETERAN: _l("Veteran"),
    SpecialGroup.DISABILITY: _l("Disability"),
    SpecialGroup.PREGNANCY: _l("Pregnancy"),
}

CHANNELS: Mapping[str, LazyStr] = {
    ContactChannel.ANY: _l("All channels"),
    ContactChannel.PHONE: _l("Phone call"),
    ContactChannel.SMS: _l("Text message"),
    ContactChannel.EMAIL: _l("E-mail"),
    ContactChannel.WECHAT: _l("WeChat"),
    ContactChannel.VISIT: _l("Visit"),
}

WINDOWS: Mapping[str, LazyStr] = {
    CapWindow.DAY: _l("At most in a day"),
    CapWindow.WEEK: _l("At most in a week"),
    CapWindow.MONTH: _l("At most in 30 days"),
}

DECISIONS: Mapping[str, LazyStr] = {
    ConsentDecision.GRANT: _l("Agreed"),
    ConsentDecision.DENY: _l("Said no"),
    ConsentDecision.WITHDRAW: _l("Withdrew"),
}

EVIDENCE: Mapping[str, LazyStr] = {
    EvidenceKind.CONVERSATION: _l("Said to staff"),
    EvidenceKind.RECORDING: _l("Recording"),
    EvidenceKind.MESSAGE: _l("Message from the customer"),
    EvidenceKind.SIGNATURE: _l("Signature"),
    EvidenceKind.PAPER: _l("Signed paper"),
}

_OTHER_EVIDENCE: Mapping[str, LazyStr] = {
    "page": _l("Said to staff"),
    "api": _l("Told by another system"),
    "link": _l("On the customer's own page"),
    "call": _l("In a call"),
}

SOURCES: Mapping[str, LazyStr] = {
    BlockSource.VERBAL: _l("Said by the customer"),
    BlockSource.REPLY: _l("Reply to a message"),
    BlockSource.REGULATOR: _l("Demand of a regulator"),
    BlockSource.STAFF: _l("Decided by staff"),
}


def all_purposes() -> list[tuple[str, LazyStr]]:
    """Every purpose that staff may record, those of sensitive data last."""
    return [*PURPOSES.items(), *((one, purpose_title(one)) for one in map(purpose_of, SpecialGroup))]


def reasons_in_words(codes: Iterable[str]) -> str:
    """The reasons as sentences in the current language; an unknown code stands for itself."""
    return " ".join(str(REASONS.get(code, code)) for code in codes)


def evidence_title(evidence: Mapping[str, object]) -> LazyStr:
    """How a statement is proven, as people say it; a kind of another system stands for itself."""
    kind = str(evidence.get("kind", ""))
    return EVIDENCE.get(kind) or _OTHER_EVIDENCE.get(kind, kind)


def purpose_title(purpose: str) -> LazyStr:
    """A purpose as people say it."""
    if purpose.startswith(SENSITIVE):
        what = purpose.removeprefix(SENSITIVE)
        known = SPECIAL_GROUPS[SpecialGroup(what)] if what in set(SpecialGroup) else what
        return _l("Sensitive data: %(what)s", what=known)
    return PURPOSES.get(purpose, purpose)
