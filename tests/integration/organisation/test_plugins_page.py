"""The catalogue of plugins: what each adds and stores, switching on and off with its company, the way back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import Schema, ValidationError, fields, validates_schema

from saas.config import Settings
from saas.core.organisation.catalogue import shelves
from saas.core.organisation.plugin_words import kept_for
from saas.parts import load_registry
from saas.platform.clock import now
from saas.platform.i18n import locale_context
from saas.platform.jobs import enqueue
from saas.platform.plugins import (
    Candidate,
    PluginSettings,
    PurgeReport,
    current_registry,
    disable_plugin,
    enable_plugin,
    hookimpl,
    installed,
)
from saas.platform.plugins.decisions import find_decision, locked_decision
from saas.platform.plugins.settings import change_platform_settings
from saas.platform.plugins.upgrading import note_installed
from saas.platform.tenancy import tenant_context
from saas.testing.applications import running_application
from saas.testing.factories import application
from saas.testing.factories.application import inside
from saas.testing.factories.groups import group
from saas.testing.factories.members import member, signed_in
from saas.testing.factories.pages import csrf_token
from saas.testing.kit.watching import statements
from saas.testing.plugin_modules import manifest, module
from tests.factories.complaints import group_with_a_case


def test_plugin_page_says_what_it_adds_in_words(client: FlaskClient) -> None:
    there = group()
    signed_in(client, there.admin)

    page = client.get(f"/t/{there.code}/settings/plugins/complaints/").text

    adds = page.partition("启用后增加的内容")[2]
    told = {
        kind: re.findall(r"<li>(.*?)</li>", names)
        for kind, names in re.findall(r'<h3 class="h4">(.*?)</h3><ul>(.*?)</ul>', adds, re.DOTALL)
    }
    assert told["菜单"] == ["投诉", "投诉看板", "我的投诉", "投诉预警", "质量问题", "投诉指标"]
    assert told["其他页面上的按钮"] == ["登记投诉：客户 · 回访任务与通话"]
    assert told["列表筛选条件"] == ["有未结投诉：客户列表"]
    assert "投诉类别" in told["设置"]
    assert told["定时任务"] == ["标记超时未受理的投诉：每天 02:30", "检测异常增多的投诉：每天 02:40"]
    assert {"登记投诉", "查看投诉"} <= set(told["权限"])


def test_plugin_page_says_who_made_it_and_under_which_licence(client: FlaskClient) -> None:
    there = group()
    signed_in(client, there.admin)

    page = client.get(f"/t/{there.code}/settings/plugins/complaints/").text

    assert "The authors of Aftercare" in page
    assert "LicenseRef-Proprietary" in page


def test_plugin_page_says_what_it_stores_about_people(client: FlaskClient) -> None:
    there = group()
    signed_in(client, there.admin)

    page = client.get(f"/t/{there.code}/settings/plugins/complaints/").text

    stores = page.partition("存储的个人信息")[2].partition("</section>")[0]
    assert "投诉人" in stores
    assert "与客户的合同" in stores


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (None, "As long as the customer's own data"),
        (1, "1 day"),
        (90, "90 days"),
        (365, "1 year"),
        (1095, "3 years"),
    ],
)
def test_time_that_data_are_kept_is_told_in_years_where_they_are_whole(days: int | None, told: str) -> None:
    with locale_context("en"):
        assert str(kept_for(days)) == told


def test_every_plugin_is_switched_on_with_one_click_off_after_a_look_and_back(client: FlaskClient) -> None:
    there = group()
    signed_in(client, there.admin)
    place = f"/t/{there.code}/settings/plugins/"
    with application.current().app_context():
        names = [info.name for info in current_registry().loaded()]
    token = csrf_token(client, place)
    for name in names:
        on = client.post(f"{place}{name}/on", data={"_csrf": token})
        look = client.get(f"{place}{name}/off").text
        off = client.post(f"{place}{name}/off", data={"_csrf": token})
        after = client.get(off.location).text

        assert (on.status_code, off.status_code) == (303, 303)
        assert "停用后停止的内容" in look
        assert f'action="{place}{name}/on"' in after
        assert "撤销" in after
        assert client.post(f"{place}{name}/on", data={"_csrf": token}).status_code == 303
        assert f"{place}{name}/off" in client.get(place).text
    assert client.post(f"{place}nonsense/on", data={"_csrf": token}).status_code == 404
    assert client.get(f"{place}nonsense/").status_code == 404


def test_look_before_switching_off_counts_the_rows_that_stay(client: FlaskClient) -> None:
    there = group()
    signed_in(client, there.admin)
    place = f"/t/{there.code}/settings/plugins/complaints/"
    client.post(f"{place}on", data={"_csrf": csrf_token(client, place)})

    page = client.get(f"{place}off").text

    assert re.search(r"投诉类别: \d+ 行", page)


def test_data_page_has_them_taken_out_and_removed_after_thirty_days(client: FlaskClient) -> None:
    there = group()
    signed_in(client, there.admin)
    place = f"/t/{there.code}/settings/plugins/complaints/"
    token = csrf_token(client, place)
    client.post(f"{place}on", data={"_csrf": token})
    on = client.get(f"{place}data").text
    client.post(f"{place}off", data={"_csrf": token})

    taken = client.post(
        f"{place}data/export", data={"_csrf": token, "_request": "take-1", "reason": "停用前备份"}
    )
    without = client.post(f"{place}data/export", data={"_csrf": token, "reason": ""})
    wrong = client.post(f"{place}data/purge", data={"_csrf": token, "typed": "complaint"})
    right = client.post(f"{place}data/purge", data={"_csrf": token, "typed": "投诉"})
    asked = client.get(f"{place}data").text
    kept = client.post(f"{place}data/keep", data={"_csrf": token})

    assert "purge-form" not in on
    assert f'href="{place}off"' in on
    assert "请输入“投诉”以确认。" in wrong.text
    assert (taken.status_code, taken.mimetype, taken.data[:2]) == (200, "application/zip", b"PK")
    assert (without.status_code, wrong.status_code, right.status_code) == (422, 422, 303)
    assert "保留数据" in asked
    assert kept.status_code == 303
    assert "purge-form" in client.get(f"{place}data").text


def test_data_page_of_a_plugin_that_cannot_say_what_it_keeps_lacks_that_part_alone(
    settings: Settings,
) -> None:
    def purge_tenant() -> PurgeReport:
        raise RuntimeError("the printer does not answer")

    there = group()
    registry = load_registry([plugin_of_test("post", purge_tenant=purge_tenant)])
    with running_application(settings, registry) as other, application.using(other):
        browser = signed_in(other.test_client(), there.admin)
        answer = browser.get(f"/t/{there.code}/settings/plugins/post/data")

    assert answer.status_code == 200
    assert "该插件暂时无法告知其存放在别处的数据。" in answer.text
    assert "purge-form" in answer.text


class Wanted(Schema):
    """What must be given before, within what the operator allows."""

    days = fields.Integer(required=True)
    limit = fields.Integer(load_default=90, metadata={"level": "platform"})

    @validates_schema
    def check(self, values: Mapping[str, Any], **_more: object) -> None:
        """The days are within the limit."""
        if values.get("days", 0) > values.get("limit", 90):
            raise ValidationError("above the limit", "days")


def test_page_after_a_refused_switch_shows_what_is_still_off(settings: Settings) -> None:
    there = group()
    needing = plugin_of_test(
        "needing",
        info=manifest("needing", requires={"needed": ""}),
        register_settings=lambda: [PluginSettings(schema=Wanted)],
    )
    registry = load_registry([plugin_of_test("needed"), needing])
    with running_application(settings, registry) as other, application.using(other):
        with other.app_context():
            note_installed(settings.owner_database_url, registry)
            change_platform_settings("needing", {"limit": 3})
        browser = signed_in(other.test_client(), there.admin)
        place = f"/t/{there.code}/settings/plugins/needing/on"
        token = csrf_token(browser, place)

        refused = browser.post(place, data={"_csrf": token, "days": "5"})

    assert refused.status_code == 422
    assert "<strong>Needed</strong>" in refused.text


def test_what_is_switched_on_and_does_not_run_is_shown_with_its_reason(settings: Settings) -> None:
    there = group()
    names = ("unfit", "lacking", "broken", "gone", "never_on")
    whole = load_registry([plugin_of_test(name) for name in names])
    with running_application(settings, whole) as other, application.using(other):
        with other.app_context():
            note_installed(settings.owner_database_url, whole)
        for name in names[:-1]:
            with inside(there.id):
                enable_plugin(name)

    def fail() -> ModuleType:
        raise RuntimeError("no licence")

    unfit = plugin_of_test("unfit", info=manifest("unfit", title="Tyre hotel", core=">=99"))
    lacking = plugin_of_test("lacking", info=manifest("lacking", requires={"nowhere": ""}))
    never_on = plugin_of_test("never_on", info=manifest("never_on", core=">=99"))
    broken = Candidate(name="broken", reference="broken.plugin", load=fail)
    with (
        running_application(settings, load_registry([unfit, lacking, broken, never_on])) as other,
        application.using(other),
    ):
        page = signed_in(other.test_client(), there.admin).get(f"/t/{there.code}/settings/plugins/")

    _offered, heading, lost = page.text.partition("已启用但未运行")
    assert heading
    shown = re.findall(r"<h2>(.*?)</h2><span[^>]*>(.*?)</span>", lost)
    assert dict(shown) == {
        "Tyre hotel": "与当前版本不兼容",
        "Lacking": "缺少所依赖的插件",
        "broken": "暂时不可用",
        "gone": "已不再安装",
    }
    assert lost.count("数据已保留。平台运营方可查看原因并处理。") == 4


def test_page_for_switching_on_says_what_was_left_empty_and_keeps_what_was_typed(settings: Settings) -> None:
    class Needed(Schema):
        insurer = fields.String(required=True, metadata={"title": "Insurer", "help": "As on contracts."})
        key = fields.String(required=True, metadata={"title": "Key", "secret": True})

    there = group()
    registry = load_registry(
        [plugin_of_test("insured", register_settings=lambda: [PluginSettings(schema=Needed)])]
    )
    with running_application(settings, registry) as other, application.using(other):
        with other.app_context():
            note_installed(settings.owner_database_url, registry)
        browser = signed_in(other.test_client(), there.admin)
        place = f"/t/{there.code}/settings/plugins/insured/on"
        first = browser.get(place).text
        token = csrf_token(browser, place)
        without = browser.post(place, data={"_csrf": token, "insurer": "", "key": "sesame"})
        given = browser.post(place, data={"_csrf": token, "insurer": "平安", "key": "sesame"})

    assert "沿用上级" not in first
    assert "来自" not in first
    assert re.search(r'name="insurer"[^>]* required', first)
    assert without.status_code == 422
    assert without.text.count("请填写此项。") == 1
    assert "请重新输入，此内容不会回显。" in without.text
    assert given.status_code == 303


def test_catalogue_asks_as_often_for_many_plugins_as_for_few(settings: Settings) -> None:
    there = group()

    def asked(*names: str) -> int:
        registry = load_registry([plugin_of_test(name) for name in names])
        with running_application(settings, registry) as other, other.app_context(), locale_context("en"):
            with tenant_context(there.id), statements() as sent:
                assert sum(len(shelf.views) for shelf in shelves()) == len(names)
            return len(sent)

    assert asked("first") == asked("first", "second", "third")


def plugin_of_test(name: str, **members: Any) -> Candidate:
    # An application reads the translations of each plugin's package, so this one has to have any.
    made = module(f"plugins.complaints.{name}", **{"info": manifest(name), **members})
    return Candidate(name=name, reference=made.__name__, load=lambda: made)


def test_data_are_purged_by_nobody_without_the_right_and_not_those_of_another_group(
    client: FlaskClient,
) -> None:
    there, other = group(), group()
    for one in (there, other):
        with inside(one.id):
            enable_plugin("complaints")
            disable_plugin("complaints")
    clerk = signed_in(application.current().test_client(), member(there, role="data_analyst"))
    signed_in(client, other.admin)
    place = f"/t/{there.code}/settings/plugins/complaints/data"

    refused = clerk.post(
        f"{place}/purge", data={"_csrf": csrf_token(clerk, f"/t/{there.code}/"), "typed": "complaints"}
    )
    foreign = client.post(
        f"{place}/purge", data={"_csrf": csrf_token(client, f"/t/{other.code}/"), "typed": "complaints"}
    )

    assert (refused.status_code, foreign.status_code) == (403, 404)
    for one in (there, other):
        with inside(one.id):
            decision = find_decision("complaints")
            assert decision is not None
            assert decision.purge_at is None


def test_page_says_what_an_overdue_removal_waits_for(settings: Settings) -> None:
    (found,) = (candidate for candidate in installed() if candidate.name == "complaints")
    original = found.load()
    needing = ModuleType(original.__name__)
    vars(needing).update(vars(original), info=replace(original.info, requires={"base": ""}))
    there = group_with_a_case()
    with inside(there.id):
        disable_plugin("complaints")
    registry = load_registry([plugin_of_test("base"), replace(found, load=lambda: needing)])
    with running_application(settings, registry) as other, application.using(other):
        for name in ("base", "complaints"):
            with inside(there.id):
                locked_decision(name).purge_at = now() - timedelta(days=1)
        browser = signed_in(other.test_client(), there.admin)
        base, complaints = (
            browser.get(f"/t/{there.code}/settings/plugins/{name}/").text for name in ("base", "complaints")
        )

    assert re.search(r"其数据应于 \d{4}-\d\d-\d\d 起清除，正在等待：投诉", base)
    assert "起清除，系统每晚都会尝试。" in complaints


def test_rows_are_told_as_people_call_them(settings: Settings) -> None:
    def purge_tenant() -> PurgeReport:
        return PurgeReport(removed={"letters at the printer": 3})

    there = group_with_a_case()
    (found,) = (candidate for candidate in installed() if candidate.name == "complaints")
    original = found.load()
    printing = ModuleType(original.__name__)
    vars(printing).update(vars(original), purge_tenant=hookimpl(purge_tenant))
    with inside(there.id):
        enqueue("complaints.flag_overdue", {"period": now().isoformat()})
    registry = load_registry([replace(found, load=lambda: printing)])
    with running_application(settings, registry) as other, application.using(other):
        browser = signed_in(other.test_client(), there.admin)
        data, off = (
            browser.get(f"/t/{there.code}/settings/plugins/complaints/{page}").text
            for page in ("data", "off")
        )

    told = dict(re.findall(r"<li>(.*?): <span class=\"tabular\">(\d+)</span></li>", data))
    ours = {"投诉": "1", "投诉处理记录": "1", "投诉类别": "8", "等待中的任务": "1"}
    assert told.items() >= {**ours, "letters at the printer": "3"}.items()
    assert "投诉处理记录: 1 行" in off
    assert "complaints_" not in data.partition("存储的内容")[2]
