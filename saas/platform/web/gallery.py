"""The gallery: every macro in every state on one page, outside production, for those who build pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from marshmallow import Schema, fields, validate

from saas.platform.clock import now
from saas.platform.errors import Conflict, Invalid, NotFound
from saas.platform.web.forms import Form, read_form
from saas.platform.web.messages import tell
from saas.platform.web.navigation import NavGroup, NavLink
from saas.platform.web.rendering import render
from saas.platform.web.shell import MenuLink, Shell, Switch

gallery = Blueprint("gallery", __name__, url_prefix="/dev/gallery")


class _PhoneSchema(Schema):
    value = fields.String(
        required=True, validate=validate.Length(min=5), metadata={"label": "号码", "widget": "tel"}
    )
    kind = fields.String(
        load_default="mobile",
        validate=validate.OneOf(("mobile", "home", "work"), ("手机", "家庭", "单位")),
        metadata={"label": "类型"},
    )


class SampleSchema(Schema):
    """One field of every kind."""

    name = fields.String(
        required=True,
        validate=validate.Length(max=40),
        metadata={"label": "姓名", "help": "与证件一致", "maxlength": 40},
    )
    born = fields.Date(metadata={"label": "生日"})
    tier = fields.String(
        required=True,
        validate=validate.OneOf(("a", "b"), ("重点客户", "普通客户")),
        metadata={"label": "价值分级"},
    )
    adviser = fields.Integer(
        metadata={
            "label": "服务顾问",
            "widget": "picker",
            "choices": [(n, f"顾问 {n:02d}") for n in range(1, 60)],
        }
    )
    odometer = fields.Integer(validate=validate.Range(min=0), metadata={"label": "行驶里程", "unit": "km"})
    email = fields.Email(metadata={"label": "电子邮箱"})
    call_at = fields.AwareDateTime(metadata={"label": "预约再访", "widget": "datetime-local"})
    password = fields.String(metadata={"label": "口令", "widget": "password"})
    phones = fields.List(fields.Nested(_PhoneSchema), metadata={"label": "联系电话"})
    channels = fields.List(
        fields.String(validate=validate.OneOf(("call", "sms", "wecom"), ("电话", "短信", "企业微信"))),
        metadata={"label": "可用渠道"},
    )
    note = fields.String(metadata={"label": "备注", "widget": "textarea", "rows": 3})
    attachment = fields.Raw(metadata={"label": "附件", "widget": "file", "accept": ".xlsx,.csv"})
    quiet = fields.Boolean(metadata={"label": "免打扰", "help": "勾选后不再安排电话回访"})


STORED: dict[str, Any] = {
    "name": "王晓明",
    "tier": "a",
    "odometer": 48200,
    "phones": [{"value": "13812341234", "kind": "mobile"}, {"value": "01088886666", "kind": "work"}],
    "channels": ["call", "wecom"],
    "note": "周末白天方便接听。",
}
COLUMNS = [
    {"key": "name", "label": "客户", "sort": "?sort=name", "sorted": "up", "fixed": True},
    {"key": "plate", "label": "车牌号"},
    {"key": "model", "label": "车型"},
    {"key": "state", "label": "状态"},
    {"key": "odometer", "label": "行驶里程 (km)", "numeric": True, "sort": "?sort=odometer"},
    {"key": "spent", "label": "累计消费", "numeric": True},
    {"key": "seen", "label": "最近到店"},
]
_NAMES = ("王晓明", "李秀英", "张伟", "刘洋", "陈静", "杨帆", "赵敏", "黄磊", "周婷", "吴刚")
_STATES = (("保有客户", "good"), ("潜在客户", "info"), ("流失客户", "bad"), ("休眠客户", "warn"))


def _rows(count: int) -> list[dict[str, Any]]:
    return [
        {
            "id": n,
            "name": _NAMES[n % len(_NAMES)],
            "phone": f"138****{1200 + n}",
            "plate": f"京A·{8120 + n * 7}",
            "model": ("秦PLUS", "轩逸", "凯美瑞", "Model Y")[n % 4],
            "state": _STATES[n % 4],
            "odometer": 12_000 + n * 3_817,
            "spent": 123_450 + n * 87_611,
            "seen": now() - timedelta(days=n * 9, hours=n),
            "href": "#",
        }
        for n in range(count)
    ]


def _timeline() -> list[dict[str, Any]]:
    return [
        {
            "at": now() - timedelta(hours=2),
            "title": "回访接通",
            "text": "客户满意，提醒下月首保。",
            "icon": "phone-call",
            "tone": "good",
            "actor": "回访专员 李娜",
        },
        {
            "at": now() - timedelta(days=1),
            "title": "无人接听",
            "text": "",
            "icon": "phone-off",
            "tone": "warn",
            "actor": "回访专员 李娜",
        },
        {
            "at": now() - timedelta(days=3),
            "title": "工单结算 ¥1,234.50",
            "text": "常规保养，更换机油机滤。",
            "icon": "tool",
            "tone": "accent",
            "actor": "",
            "href": "#",
        },
        {
            "at": now() - timedelta(days=9),
            "title": "投诉登记",
            "text": "等待时间过长。",
            "icon": "message-report",
            "tone": "bad",
            "actor": "服务顾问 张强",
        },
    ]


_SPECS = {
    "line": {
        "kind": "line",
        "labels": [f"{n} 月" for n in range(1, 9)],
        "labelsTitle": "月份",
        "unit": "%",
        "summary": "接通率从六成升到八成",
        "series": [
            {"name": "一店", "values": [61, 64, 63, 69, 72, 74, 78, 81]},
            {"name": "二店", "values": [58, 57, 62, 61, 66, 65, 70, 69]},
        ],
    },
    "bar": {
        "kind": "bar",
        "horizontal": True,
        "labels": ["无人接听", "关机", "占线", "空号", "拒访"],
        "labelsTitle": "原因",
        "unit": "次",
        "summary": "无人接听最多",
        "series": [{"name": "未接通", "values": [42, 18, 11, 6, 3]}],
    },
    "none": {"kind": "bar", "labels": [], "series": []},
}


def sample_shell() -> Shell:
    """A shell as a specialist of a group with two stores sees it."""
    entries = (
        ("工作", (("工作台", "layout-dashboard", 12, False), ("回访任务", "phone-call", 38, True))),
        ("客户与车辆", (("客户", "users", None, False), ("车辆", "car", None, False), ("导入", "database-import", None, False))),
        ("模块", (("投诉", "message-report", 2, False),)),
        ("设置", (("组织与门店", "building-store", None, False), ("成员与角色", "users-group", None, False))),
    )  # fmt: skip
    navigation = [
        NavGroup(
            label=label,
            links=[
                NavLink(key=text, label=text, url="#", icon=icon, current=current, badge=badge)
                for text, icon, badge, current in links
            ],
        )
        for label, links in entries
    ]
    return Shell(
        account="sample",
        account_name="李娜",
        account_links=[MenuLink(label="我的账号", url="#", icon="user-circle")],
        sign_out_url=url_for("gallery.act"),
        home_url=url_for("gallery.show"),
        group_name="华通汽车集团",
        groups=[Switch(label="华通汽车集团", url="#", current=True), Switch(label="远航汽车集团", url="#")],
        store_name="朝阳一店",
        stores=[Switch(label="朝阳一店", url="#", current=True), Switch(label="海淀二店", url="#")],
        search_url=url_for("gallery.show"),
        notifications_url="#",
        unread=3,
        running_url="#",
        running=1,
        navigation=navigation,
    )


@gallery.get("")
def show() -> Response:
    """Every macro in every state."""
    refused = Invalid.many(
        {"name": ["请填写姓名。"], "phones-1-value": ["至少输入 5 个字符。"], "quiet": ["请先记录拒访。"]}
    )
    wrong = Form(SampleSchema, STORED)
    wrong.errors = refused.fields
    return render(
        "gallery/page.html",
        shell=sample_shell(),
        form=Form(SampleSchema, STORED, version=3),
        wrong=wrong,
        columns=COLUMNS,
        rows=_rows(12),
        events=_timeline(),
        specs=_SPECS,
    )


@gallery.get("/public")
def public() -> Response:
    """The frame of the pages without sign-in."""
    return render("gallery/public.html", form=Form(SampleSchema))


@gallery.post("")
def save() -> Response:
    """Read the sample form; faults come back into it."""
    try:
        read_form(SampleSchema, request)
    except Invalid as error:
        return render(
            "gallery/form.html", shell=sample_shell(), form=Form(SampleSchema, error=error), status=422
        )
    tell("已保存")
    return redirect(url_for("gallery.show"), 303)  # type: ignore[return-value]  # werkzeug's response class


@gallery.get("/panel/<state>")
def panel(state: str) -> Response:
    """A lazily loaded panel: filled, empty or failing."""
    if state == "failed":
        raise NotFound("这位客户已经不在这里。")
    return render("gallery/panel.html", state=state)


@gallery.post("/reveal")
def reveal() -> Response:
    """The answer of a masked value."""
    return render("gallery/revealed.html")


@gallery.post("/act")
def act() -> Response:
    """Refuse with a conflict, to show the toast."""
    raise Conflict("李娜已经完成了这项任务。")
