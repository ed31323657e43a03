"""What the starter factors' steps and figures are called in the reader's language; a group's own words stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from saas.plugin_api import LazyStr, _l

_STARTER: Final[Mapping[str, LazyStr]] = {
    "预约与接待": _l("Booking and reception"),
    "维修与备件": _l("Repair and parts"),
    "回访": _l("Follow-up"),
    "关怀": _l("Care"),
    "结算与交车": _l("Payment and handover"),
    "全流程": _l("All steps"),
    "到店至接待的平均分钟数": _l("Mean minutes from arrival to reception"),
    "备件质量返修率": _l("Share of repairs that come back for a part's quality"),
    "客户对人员的评分": _l("Customers' marks for staff"),
    "按期回访率": _l("Share of follow-ups in time"),
    "一次修复率": _l("Share repaired at the first visit"),
    "上门检修完成次数": _l("Number of checks done at the customer's"),
    "个性化方案采用率": _l("Share of personal offers that are taken"),
    "流程环节按时完成率": _l("Share of steps done in time"),
    "价格类投诉率": _l("Complaints about prices, as a share"),
    "标准检查合格率": _l("Share of checks that meet the standard"),
    "进度按时告知率": _l("Share of progress told in time"),
}
"""By the Chinese that every group is given and keeps in its library."""


def in_words(text: str) -> str:
    """A step or figure in the reader's language, where it is a starter's."""
    return str(_STARTER.get(text, text))


def as_kept(typed: str) -> str:
    """What a form sends back, as the library keeps it: saving in another language rewords nothing."""
    return next((kept for kept, word in _STARTER.items() if str(word) == typed), typed)
