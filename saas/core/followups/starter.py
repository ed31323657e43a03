"""The starter pack: scripts and rules that every group gets, switched off until it has looked at the preview."""

from __future__ import annotations

from typing import Any

from saas.core.followups.models import FollowupRule, FollowupType, RuleEvent, Script
from saas.platform.database import session

_RATING = {
    "key": "satisfaction",
    "kind": "rating",
    "label": {"zh_CN": "您对这次服务总体满意吗（1–10分）？", "en": "How satisfied are you overall (1–10)?"},
    "options": [1, 10],
}
_ISSUE = {
    "key": "issue",
    "kind": "yes_no",
    "label": {"zh_CN": "车辆使用中有没有问题？", "en": "Is there any problem with the vehicle?"},
}
_WISH = {
    "key": "wish",
    "kind": "text",
    "label": {"zh_CN": "您还有什么意见或建议？", "en": "Is there anything else you would like to tell us?"},
}
_VISIT = {
    "key": "visit_wanted",
    "kind": "choice",
    "label": {"zh_CN": "需要为您预约到店吗？", "en": "Shall we arrange a visit?"},
    "options": [
        {"value": "yes", "label": {"zh_CN": "需要", "en": "Yes"}},
        {"value": "later", "label": {"zh_CN": "以后再说", "en": "Later"}},
        {"value": "no", "label": {"zh_CN": "不需要", "en": "No"}},
    ],
}

# Chinese first: these are texts of the group from the day it is set up, and the group edits them in its own words.
SCRIPTS: tuple[dict[str, Any], ...] = (
    {
        "code": "new_car",
        "name": {"zh_CN": "新车回访", "en": "New-car follow-up"},
        "blocks": [
            {
                "text": {
                    "zh_CN": "您好，我是{store}的回访专员{operator}。{customer}，您的{model}已经使用一段时间，"
                    "打扰您两分钟可以吗？",
                    "en": "Hello, this is {operator} of {store}. You have driven your {model} for a while, {customer}."
                    " May I take two minutes of your time?",
                }
            },
            {
                "when": {"field": "months_without_service", "at_least": 3},
                "text": {
                    "zh_CN": "首次保养对车辆很重要，请留意保养手册上的时间或里程。",
                    "en": "The first maintenance matters; please mind the date or mileage in your booklet.",
                },
            },
        ],
        "questions": [_RATING, _ISSUE, _WISH],
    },
    {
        "code": "after_service",
        "name": {"zh_CN": "售后回访", "en": "After-service follow-up"},
        "blocks": [
            {
                "text": {
                    "zh_CN": "您好，我是{store}的回访专员{operator}。您的{plate}于{service_date}在我店{service_kind}，"
                    "想了解一下您的感受。",
                    "en": "Hello, this is {operator} of {store}. Your vehicle {plate} was with us on {service_date}"
                    " ({service_kind}); we would like to know how it went.",
                }
            },
        ],
        "questions": [_RATING, _ISSUE, _WISH],
    },
    {
        "code": "maintenance_due",
        "name": {"zh_CN": "保养提醒", "en": "Maintenance reminder"},
        "blocks": [
            {
                "text": {
                    "zh_CN": "您好，我是{store}的{operator}。您的{plate}预计在{maintenance_date}到期保养，需要为您预约吗？",
                    "en": "Hello, this is {operator} of {store}. Your vehicle {plate} is expected to be due for"
                    " maintenance on {maintenance_date}. Shall we arrange a visit?",
                }
            },
        ],
        "questions": [_VISIT, _WISH],
    },
    {
        "code": "lost_customer",
        "name": {"zh_CN": "久未到店回访", "en": "Long-absent customer follow-up"},
        "blocks": [
            {
                "text": {
                    "zh_CN": "您好，我是{store}的{operator}。您的{plate}有一段时间没有到店了，想了解车辆是否一切正常。",
                    "en": "Hello, this is {operator} of {store}. Your vehicle {plate} has not been with us for a while;"
                    " we would like to know whether all is well.",
                }
            },
        ],
        "questions": [_VISIT, _ISSUE, _WISH],
    },
)


def _delivery(code: str, zh: str, en: str, *, days: int = 0, months: int = 0, window: int) -> dict[str, Any]:
    return {
        "code": code,
        "name": {"zh_CN": zh, "en": en},
        "event": RuleEvent.DELIVERY,
        "followup_type": FollowupType.SALES,
        "purpose": "service",
        "offset_days": days,
        "offset_months": months,
        "window_days": window,
        "script": "new_car",
        "priority": 60,
    }


RULES: tuple[dict[str, Any], ...] = (
    _delivery("delivery_7d", "交车后7天", "7 days after delivery", days=7, window=7),
    _delivery("delivery_1m", "交车后1个月", "1 month after delivery", months=1, window=14),
    _delivery("delivery_3m", "交车后3个月", "3 months after delivery", months=3, window=14),
    _delivery("delivery_6m", "交车后6个月", "6 months after delivery", months=6, window=14),
    _delivery("delivery_12m", "交车后12个月", "12 months after delivery", months=12, window=14),
    {
        "code": "service_24h",
        "name": {"zh_CN": "维修竣工后24小时", "en": "24 hours after a repair"},
        "event": RuleEvent.SERVICE_COMPLETED,
        "followup_type": FollowupType.AFTER_SERVICE,
        "purpose": "survey",
        "offset_days": 1,
        # Due the day after, at the latest on the third day.
        "window_days": 2,
        "script": "after_service",
        "priority": 20,
    },
    {
        "code": "maintenance_30d",
        "name": {"zh_CN": "保养到期前30天", "en": "30 days before maintenance is due"},
        "event": RuleEvent.MAINTENANCE_DUE,
        "followup_type": FollowupType.CARE,
        "purpose": "service",
        "offset_days": -30,
        "window_days": 30,
        "script": "maintenance_due",
        "priority": 50,
    },
    {
        "code": "no_visit_6m",
        "name": {"zh_CN": "6个月未到店", "en": "6 months without a visit"},
        "event": RuleEvent.NO_VISIT,
        "followup_type": FollowupType.CARE,
        # An invitation to come back is advertising: it waits for consent.
        "purpose": "marketing",
        "offset_months": 6,
        "window_days": 30,
        "script": "lost_customer",
        "priority": 80,
    },
)


def add_starter_pack() -> None:
    """Give the current group its scripts and rules, all switched off."""
    scripts = {fields["code"]: Script(**fields) for fields in SCRIPTS}
    session().add_all(scripts.values())
    session().flush()
    for fields in RULES:
        values = dict(fields)
        values["script_id"] = scripts[values.pop("script")].id
        session().add(FollowupRule(**values))
    session().flush()
