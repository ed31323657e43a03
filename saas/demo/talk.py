"""How calls end and what customers say, drawn so that the figures look like those of a real team; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from saas.core.followups.models import AttemptResult
from saas.core.privacy.models import RefusalScope
from saas.demo.calendar import next_open

# How often somebody picks up, by the hour of the day.
_REACHED = {8: 0.42, 9: 0.5, 10: 0.6, 11: 0.58, 13: 0.46, 14: 0.55, 15: 0.6, 16: 0.63, 17: 0.67, 18: 0.72}
_HARD_TO_REACH, _WRONG = (
    6,
    8,
)  # of a hundred customers: those who hardly ever pick up; those whose number is wrong
_ENDS = ((AttemptResult.CALLBACK, 0.09), (AttemptResult.REFUSED, 0.045))
_SILENCE = ((AttemptResult.NO_ANSWER, 0.62), (AttemptResult.BUSY, 0.24), (AttemptResult.OFF, 0.14))
_GOOD = ("服务态度很好", "等待时间可以接受", "接待热情，讲解清楚", "维修速度快", "环境整洁", "顾问很专业")
_BAD = {
    "waiting_time": ("等了将近三个小时才提车，中间没有人告知进度。", "请说明原因，下次按约定时间交车"),
    "repair_quality": ("上次修的异响没有解决，开两天又出现了。", "免费返修"),
    "price": ("结算金额比报价高了两百多，没有提前说明。", "解释差额并退还多收部分"),
    "service_attitude": ("接待的顾问爱答不理，问问题不耐烦。", "要求道歉"),
    "parts": ("配件说三天到，等了十天还没有消息。", "尽快到货并告知准确时间"),
}
GRIEVANCES = tuple(sorted(_BAD))
_WISHES = (
    "希望周末也能多开几个工位。",
    "建议休息区增加充电插座。",
    "希望保养前能收到短信提醒。",
    "建议洗车再仔细一点。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What came of a call. minutes: how long it took. grievance: code of what a complaint would be about."""

    result: AttemptResult
    minutes: float
    note: str = ""
    answers: dict[str, str]
    callback_at: datetime | None = None
    refusal: RefusalScope = RefusalScope.THIS_CALL
    grievance: str = ""
    consents: bool = False


def call(rng: Random, *, customer_id: int, script: str, begun: datetime, tries: int) -> Said:
    """What comes of a call that begins at a local time; `tries` came before it in the same task."""
    kind = customer_id * 37 % 100
    if _HARD_TO_REACH <= kind < _WRONG and tries == 0:
        return Said(result=AttemptResult.WRONG_NUMBER, minutes=0.6, note="接听人表示不是车主。", answers={})
    chance = 0.07 if kind < _HARD_TO_REACH else _REACHED.get(begun.hour, 0.5)
    if rng.random() > chance:
        result = rng.choices([end for end, _weight in _SILENCE], [weight for _end, weight in _SILENCE])[0]
        return Said(result=result, minutes=rng.uniform(0.4, 1.1), answers={})
    drawn = rng.random()
    if drawn < _ENDS[0][1] and tries < 3:
        return _callback(rng, begun)
    if drawn < _ENDS[0][1] + _ENDS[1][1]:
        return _refused(rng)
    return _connected(rng, script)


def _callback(rng: Random, begun: datetime) -> Said:
    later = begun + timedelta(hours=rng.randint(2, 4))
    if later.hour >= 18 or rng.random() < 0.6:
        day: date = next_open(begun.date() + timedelta(days=1))
        later = datetime.combine(day, time(rng.choice((9, 10, 11, 14, 15, 16, 17))), begun.tzinfo)
    later = later.replace(minute=rng.choice((0, 15, 30)), second=0, microsecond=0)
    why = rng.choice(("客户正在开会", "客户正在开车", "客户在忙"))
    note = f"{why}，约{later.month}月{later.day}日{later:%H:%M}再联系。"
    return Said(
        result=AttemptResult.CALLBACK, minutes=rng.uniform(0.7, 1.6), note=note, answers={}, callback_at=later
    )


def _refused(rng: Random) -> Said:
    scope, note = rng.choices(
        [
            (RefusalScope.THIS_CALL, "客户表示不方便，不愿接受本次回访。"),
            (RefusalScope.THIS_PURPOSE, "客户要求以后不要再做此类回访。"),
            (RefusalScope.ALL_CONTACT, "客户明确要求不再联系。"),
        ],
        weights=[70, 22, 8],
    )[0]
    return Said(
        result=AttemptResult.REFUSED, minutes=rng.uniform(0.5, 1.5), note=note, answers={}, refusal=scope
    )


def _connected(rng: Random, script: str) -> Said:
    if script == "after_service":
        return _rated(rng)
    if script in ("maintenance_due", "lost_customer"):
        wish = rng.choices(("yes", "later", "no"), weights=(46, 36, 18))[0]
        told = {
            "yes": f"客户同意预约，{rng.choice(('本周六上午', '下周一', '下周三下午', '月底前'))}到店。",
            "later": "客户表示里程还没到，过段时间再来。",
            "no": rng.choice(("客户已在别处保养。", "客户近期在外地，暂不到店。", "客户表示车已很少使用。")),
        }
        answers = {"visit_wanted": wish}
        if script == "lost_customer":
            answers["issue"] = "no"
        return _talked(rng, answers, told[wish], consents=rng.random() < 0.14)
    answers = {"satisfaction": str(_rating(rng, worst=0.02)), "issue": "yes" if rng.random() < 0.07 else "no"}
    note = (
        "客户咨询车机使用，已解答。"
        if answers["issue"] == "yes"
        else rng.choice(("车辆使用正常。", "客户对新车满意。", ""))
    )
    return _talked(rng, answers, note, consents=rng.random() < 0.2)


def _rated(rng: Random) -> Said:
    rating = _rating(rng, worst=0.065)
    if rating <= 4:
        grievance = rng.choice(GRIEVANCES)
        told, wanted = _BAD[grievance]
        answers = {"satisfaction": str(rating), "issue": "yes", "wish": wanted}
        return Said(
            result=AttemptResult.CONNECTED,
            minutes=rng.uniform(5, 11),
            note=told,
            answers=answers,
            grievance=grievance,
        )
    answers = {"satisfaction": str(rating), "issue": "no"}
    if rng.random() < 0.15:
        answers["wish"] = rng.choice(_WISHES)
    note = rng.choice(_GOOD) + "。" if rating >= 8 and rng.random() < 0.6 else ""
    return _talked(rng, answers, note, consents=rng.random() < 0.06)


def _rating(rng: Random, *, worst: float) -> int:
    if rng.random() < worst:
        return rng.choice((1, 2, 3, 3, 4, 4))
    return rng.choices((5, 6, 7, 8, 9, 10), weights=(2, 4, 10, 24, 27, 33))[0]


def _talked(rng: Random, answers: dict[str, str], note: str, *, consents: bool) -> Said:
    return Said(
        result=AttemptResult.CONNECTED,
        minutes=rng.uniform(1.8, 5.5),
        note=note,
        answers=answers,
        consents=consents,
    )


def grievance_of(code: str) -> tuple[str, str]:
    """What happened and what the customer asks for, in their words."""
    return _BAD[code]
