"""The pages about plugins as people meet them: switched on step by step, failing, gone; in both sizes, on a plugin made here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

import pytest
from flask import Flask
from marshmallow import Schema, fields, validate
from playwright.sync_api import expect

from saas.config import Settings
from saas.core.accounts.operations import required_login, set_operator
from saas.parts import load_registry
from saas.platform.database import global_session
from saas.platform.permissions import Permission
from saas.platform.plugins import Candidate, DataUse, PluginSettings, SlotContext, enable_plugin, installed
from saas.platform.plugins.upgrading import note_installed
from saas.platform.web import Fact, FactSource, Panel, Rendered
from saas.testing.applications import running_application
from saas.testing.factories import application
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, group, store
from saas.testing.plugin_modules import manifest, module
from tests.harness.browsing import Visit, Visiting, serving

RIGHT = "insured.contract:read"
SIZES = pytest.mark.parametrize("size", ["desk", "phone"])


class Needed(Schema):
    """What the plugin must be told before, and more."""

    insurer = fields.String(
        required=True, validate=validate.Length(min=2), metadata={"title": "保险公司", "help": "与合同一致。"}
    )
    key = fields.String(required=True, metadata={"title": "接口密钥", "secret": True})
    brands = fields.List(fields.String(), load_default=list, metadata={"title": "品牌", "level": "store"})


def _fail(*_asked: object) -> Rendered:
    raise RuntimeError("the insurer does not answer")


def _facts(_context: SlotContext) -> Sequence[Fact]:
    raise RuntimeError("the insurer does not answer")


def _timeline(**_asked: object) -> Sequence[object]:
    raise RuntimeError("the insurer does not answer")


def insured() -> Candidate:
    """A plugin that needs settings and fails wherever it is asked."""
    about = manifest(
        "insured",
        title="延保",
        summary="管理延保合同。",
        homepage="https://insurer.example/aftercare",
        data_categories=(
            DataUse(what="合同", purpose="核对投保人", retention_days=1095),
            DataUse(what="理赔", purpose="结算"),
        ),
    )
    made = module(
        "plugins.complaints.insured",
        info=about,
        register_settings=lambda: [PluginSettings(schema=Needed)],
        register_permissions=lambda: [Permission(RIGHT, "查看合同", default_roles=("group_admin",))],
        register_panels=lambda: [
            Panel(key="contract", slot="core.customer", title="合同", render=_fail, permission=RIGHT)
        ],
        register_facts=lambda: [
            FactSource(key="until", slot="core.customer", facts=_facts, permission=RIGHT)
        ],
        customer_timeline=lambda customer_id, before, limit: _timeline(),
    )
    return Candidate(name="insured", reference=made.__name__, load=lambda: made)


def gone() -> Candidate:
    """A plugin that is there at first and does not load later."""
    made = module("plugins.complaints.gone", info=manifest("gone"))
    return Candidate(name="gone", reference=made.__name__, load=lambda: made)


def broken() -> Candidate:
    """The same when its import fails."""

    def fail() -> ModuleType:
        raise RuntimeError("no licence")

    return Candidate(name="gone", reference="plugins.complaints.gone", load=fail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A group on a server that has the plugin, and a customer of it."""

    base: str
    group: Group
    customer_id: int

    def at(self, path: str) -> str:
        """The address of a page of the group."""
        return f"{self.base}/t/{self.group.code}{path}"


@pytest.fixture(scope="module")
def standing(app: Flask, settings: Settings) -> Iterator[Standing]:
    with application.using(app):
        there = group()
    whole = load_registry([*installed(), insured(), gone()])
    with running_application(settings, whole) as first, application.using(first):
        with first.app_context():
            note_installed(settings.owner_database_url, whole)
            with global_session() as work:
                set_operator(work, required_login(there.admin.login), operator=True)
        with inside(there.id):
            enable_plugin("gone")
            found = customer("王晓明", store_id=store(there)).id
    later = load_registry([*installed(), insured(), broken()])
    with (
        running_application(settings, later) as made,
        application.using(made),
        serving(made) as base,
    ):
        yield Standing(base=base, group=there, customer_id=found)


def faults(visited: Visit, *, expected: Sequence[str] = ()) -> list[str]:
    """What is wrong with the page as it stands; a refused form is no fault."""
    wider = visited.overflow()
    said = [one for one in visited.complaints if not any(text in one for text in expected)]
    return [*said, *visited.serious(), *([f"{wider} px too wide"] if wider > 0 else [])]


@SIZES
def test_switching_on_asks_at_the_fields_and_then_works(
    standing: Standing, visit: Visiting, size: str
) -> None:
    place = "/settings/plugins/insured/"
    visited = visit(standing.at(place), size=size, person=standing.group.admin)
    page = visited.page
    expect(page.get_by_text("3 年")).to_be_visible()
    assert faults(visited) == []
    if page.get_by_role("link", name="停用").count():
        page.goto(standing.at(f"{place}off"))
        page.get_by_role("button", name="停用").click()
        page.goto(standing.at(place))

    page.get_by_role("button", name="启用").click()
    if size == "desk":
        insurer, key = page.get_by_label("保险公司"), page.get_by_label("接口密钥")
        assert insurer.get_attribute("placeholder") is None
        key.fill("sesame")
        page.get_by_role("button", name="启用").click()
        expect(page.get_by_text("请填写此项。")).to_be_visible()
        expect(page.get_by_text("请重新输入，此内容不会回显。")).to_be_visible()
        assert faults(visited, expected=["422"]) == []
        insurer.fill("平安")
        key.fill("sesame")
        page.get_by_role("button", name="启用").click()

    expect(page.locator(".ui-badge", has_text="已启用")).to_be_visible()
    expect(page.get_by_text("“延保”已启用。")).to_be_visible()
    assert faults(visited, expected=["422"]) == []


def test_settings_take_a_list_line_by_line_and_say_where_values_come_from(
    standing: Standing, visit: Visiting
) -> None:
    switch_on(standing)
    visited = visit(
        standing.at("/settings/plugins/insured/settings"), size="phone", person=standing.group.admin
    )
    page = visited.page
    expect(page.get_by_role("heading", name="“延保”的设置")).to_be_visible()
    page.get_by_label("品牌").fill("大众\n奥迪")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("设置已保存")).to_be_visible()

    page.get_by_label("集团与门店").get_by_role("link").nth(1).click()

    expect(page.get_by_text("大众、奥迪，来自集团。")).to_be_visible()
    assert faults(visited) == []


@SIZES
def test_what_fails_says_so_in_its_own_place_with_a_number(
    standing: Standing, visit: Visiting, size: str
) -> None:
    switch_on(standing)
    visited = visit(standing.at(f"/customers/{standing.customer_id}"), size=size, person=standing.group.admin)
    page = visited.page

    expect(page.locator(".ui-facts")).to_contain_text("“延保”暂时不可用")
    page.locator("[data-panel][hx-get*='insured.contract']").scroll_into_view_if_needed()
    card = page.locator(".ui-empty.is-bad")
    expect(card).to_contain_text("如果一直如此，请将此编号提供给平台运营方。")
    card.get_by_role("button", name="重新加载").click()
    expect(card).to_contain_text("错误编号")
    page.locator("[hx-get$='/timeline']").scroll_into_view_if_needed()
    expect(page.locator(".ui-timeline-note")).to_contain_text("“延保”暂时不可用 · 错误编号")
    assert faults(visited) == []


def test_what_is_on_and_gone_stands_in_the_catalogue(standing: Standing, visit: Visiting) -> None:
    visited = visit(standing.at("/settings/plugins/"), size="phone", person=standing.group.admin)

    expect(visited.page.get_by_role("heading", name="已启用但未运行")).to_be_visible()
    expect(visited.page.get_by_text("数据已保留。平台运营方可查看原因并处理。")).to_be_visible()
    assert faults(visited) == []


def test_operators_see_states_in_words_and_open_a_failure(standing: Standing, visit: Visiting) -> None:
    switch_on(standing)
    visited = visit(
        standing.at(f"/customers/{standing.customer_id}"), size="phone", person=standing.group.admin
    )
    page = visited.page
    expect(page.locator(".ui-facts")).to_contain_text("暂时不可用")
    page.get_by_role("button", name="账号").click()
    page.get_by_role("link", name="本系统的插件").click()
    expect(page.get_by_text("加载出错")).to_be_visible()
    assert faults(visited) == []

    page.get_by_role("link", name="延保").click()
    page.locator("summary", has_text="facts.until").first.click()

    expect(page.get_by_role("region", name="代码位置").first).to_be_visible()
    assert faults(visited) == []


def switch_on(standing: Standing) -> None:
    """Have the plugin on with what it needs, whichever test came first."""
    values: Mapping[str, str] = {"insurer": "平安", "key": "sesame"}
    with inside(standing.group.id):
        enable_plugin("insured", settings=values)
