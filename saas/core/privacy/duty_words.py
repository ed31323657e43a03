"""Duties in words."""

from __future__ import annotations

from collections.abc import Mapping

from saas.core.contracts.duties import EraseMode
from saas.core.privacy.models import DutyKind
from saas.platform.i18n import LazyStr, _l
from saas.platform.plugins import CORE
from saas.platform.web.unavailable import plugin_title

KINDS: Mapping[DutyKind, LazyStr] = {
    DutyKind.EXPORT: _l("Package for the customer"),
    DutyKind.ERASE: _l("Erasure"),
    DutyKind.MERGE: _l("Merge"),
    DutyKind.UNMERGE: _l("Merge undone"),
    DutyKind.RETENTION: _l("End of retention"),
}

MODES: Mapping[EraseMode, LazyStr] = {
    EraseMode.ERASE: _l("Erase"),
    EraseMode.ANONYMISE: _l("Keep for the figures, without the person"),
}

NUMBERS: Mapping[str, LazyStr] = {
    "files": _l("files"),
    "deleted": _l("rows deleted"),
    "anonymised": _l("rows emptied"),
    "kept": _l("rows kept"),
    "moved": _l("rows moved"),
    "folded": _l("rows folded"),
    "rows": _l("rows brought back"),
}


def owner_title(owner: str) -> LazyStr:
    """How people call an owner, also one whose code is not loaded."""
    return _l("Core") if owner == CORE else plugin_title(owner)
