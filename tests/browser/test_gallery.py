"""Every macro in every state: nothing that axe finds serious, no violation of the policy, nothing wider than the window."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.harness.browsing import Visiting, serving


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    with serving(app) as base:
        yield f"{base}/dev/gallery"


@pytest.mark.parametrize("path", ["", "/public"])
@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_gallery_is_accessible_and_fits(
    address: str, visit: Visiting, path: str, size: str, scheme: str
) -> None:
    visited = visit(address + path, size=size, scheme=scheme)
    assert visited.page.locator("html").get_attribute("data-bs-theme") == scheme
    assert visited.overflow() <= 0
    assert visited.serious() == []
    assert visited.complaints == []


def test_gallery_english_has_no_chinese_of_ours(address: str, visit: Visiting) -> None:
    visited = visit(f"{address}/public", locale="en")
    chrome = visited.page.locator(".ui-public-foot, .ui-skip").all_inner_texts()
    assert not re.search(r"[\u4e00-\u9fff]", " ".join(chrome))


def test_gallery_panels_load_when_seen(address: str, visit: Visiting) -> None:
    page = visit(address).page
    page.get_by_text("投诉（加载）").scroll_into_view_if_needed()
    expect(page.get_by_text("未结投诉")).to_be_visible()
    page.get_by_text("卡券（失败）").scroll_into_view_if_needed()
    expect(page.get_by_text("这位客户已经不在这里。")).to_be_visible()


def test_gallery_masked_value_is_revealed_by_a_post(address: str, visit: Visiting) -> None:
    page = visit(address).page
    page.get_by_role("button", name="显示手机").click()
    expect(page.get_by_text("13812341234", exact=True)).to_be_visible()


def test_gallery_form_keeps_what_was_typed(address: str, visit: Visiting) -> None:
    page = visit(address).page
    form = page.locator("#sample-form")
    form.get_by_label("姓名").fill("")
    form.get_by_label("备注").fill("很长的备注")
    form.get_by_role("button", name="再添加一项").click()
    form.locator("[name=phones-2-value]").fill("12")
    form.get_by_role("button", name="保存").click()
    expect(form.get_by_text("尚未保存。请更正标出的字段后再次保存。")).to_be_visible()
    expect(form.get_by_text("请填写此项。")).to_be_visible()
    expect(form.get_by_text("至少输入 5 个字符。")).to_be_visible()
    expect(form.get_by_label("备注")).to_have_value("很长的备注")
    expect(form.locator("[name=phones-2-value]")).to_have_value("12")


def test_gallery_saved_form_goes_on_and_says_so(address: str, visit: Visiting) -> None:
    page = visit(address).page
    page.locator("#sample-form").get_by_role("button", name="保存").click()
    expect(page.locator(".ui-toast").get_by_text("已保存")).to_be_visible()


def test_gallery_confirm_asks_for_the_word(address: str, visit: Visiting) -> None:
    page = visit(address).page
    page.locator("[data-select-row]").first.check()
    expect(page.locator("[data-bulk-count]")).to_have_text("1")
    page.locator("[data-bulk]").get_by_role("button", name="删除").click()
    dialog = page.locator("#confirm-dialog")
    expect(dialog.get_by_role("button", name="删除")).to_be_disabled()
    dialog.get_by_role("textbox").fill("删除")
    dialog.get_by_role("button", name="删除").click()
    expect(page.get_by_role("heading", name="他人已先行操作")).to_be_visible()


def test_gallery_keys(address: str, visit: Visiting) -> None:
    page = visit(address).page
    page.keyboard.press("/")
    expect(page.locator("#global-search")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog").get_by_text("无人接听")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_role("dialog", name="新建任务")).to_be_visible()


def test_gallery_theme_and_language_stay(address: str, visit: Visiting) -> None:
    page = visit(address).page
    page.get_by_role("button", name="外观").click()
    page.get_by_role("button", name="深色").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="语言").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Appearance")).to_be_visible()


def test_gallery_navigation_folds_and_slides(address: str, visit: Visiting) -> None:
    desk = visit(address).page
    desk.get_by_role("button", name="收起或展开导航").click()
    expect(desk.locator("html")).to_have_attribute("data-nav", "folded")
    phone = visit(address, size="phone").page
    expect(phone.locator("#navigation")).not_to_be_visible()
    phone.get_by_role("button", name="打开导航").click()
    expect(phone.locator("#navigation").get_by_text("工作台")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.locator("#navigation")).not_to_be_visible()


def test_gallery_columns_are_chosen_and_remembered(address: str, visit: Visiting) -> None:
    page = visit(address).page
    page.get_by_role("button", name="列", exact=True).click()
    page.get_by_label("车型", exact=True).uncheck()
    page.reload()
    expect(page.locator("th[data-column=model]")).not_to_be_visible()
    expect(page.locator("th[data-column=plate]")).to_be_visible()
