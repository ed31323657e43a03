"""Duties in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from saas.core.contracts.duties import EraseMode
from saas.core.privacy.models import DutyKind
from saas.platform.i18n import LazyStr, _l, ngettext
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

DONE: Mapping[str, LazyStr] = {
    "deleted": _l("Deleted"),
    "anonymised": _l("Emptied"),
    "kept": _l("Kept"),
}
"""What an erasure did with rows."""

NUMBERS: Mapping[str, Callable[[int], str]] = {
    "files": lambda n: ngettext("%(num)s file", "%(num)s files", n, num=n),
    "deleted": lambda n: ngettext("%(num)s row deleted", "%(num)s rows deleted", n, num=n),
    "anonymised": lambda n: ngettext("%(num)s row emptied", "%(num)s rows emptied", n, num=n),
    "kept": lambda n: ngettext("%(num)s row kept", "%(num)s rows kept", n, num=n),
    "moved": lambda n: ngettext("%(num)s row moved", "%(num)s rows moved", n, num=n),
    "folded": lambda n: ngettext("%(num)s row folded together", "%(num)s rows folded together", n, num=n),
    "rows": lambda n: ngettext("%(num)s row brought back", "%(num)s rows brought back", n, num=n),
}
"""How many of what a duty did, in words."""


def owner_title(owner: str) -> LazyStr:
    """How people call an owner, also one whose code is not loaded."""
    return _l("Core") if owner == CORE else plugin_title(owner)
