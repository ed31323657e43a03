"""Navigation from declarations, and the macros under one name."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import UndefinedError

from saas.platform.web import NavItem, Section, Shell, contribute_to_shell
from saas.platform.web.navigation import Entry, NavLink, arrange


def entry(key: str, section: Section, weight: int, *, module: str = "") -> Entry:
    item = NavItem(key=key, label=key, endpoint="x", icon="car", section=section, weight=weight)
    link = NavLink(key=key, label=key, url=f"/{key}", icon="car", current=False, badge=None)
    return Entry(item=item, link=link, module=module)


def test_navigation_order_and_sections() -> None:
    groups = arrange(
        [
            entry("settings", Section.SETTINGS, 10),
            entry("b", Section.CUSTOMERS, 50),
            entry("a", Section.CUSTOMERS, 50),
            entry("late", Section.CUSTOMERS, 90),
            entry("first", Section.CUSTOMERS, 10),
        ]
    )
    assert [[link.key for link in group.links] for group in groups] == [
        ["first", "a", "b", "late"],
        ["settings"],
    ]


def test_each_module_has_a_heading_of_its_own_for_what_it_adds_to_the_modules() -> None:
    groups = arrange(
        [
            entry("late", Section.MODULES, 60, module="Parts"),
            entry("board", Section.MODULES, 50, module="Budget"),
            entry("claims", Section.WORK, 50, module="Budget"),
            entry("first", Section.MODULES, 40, module="Parts"),
            entry("lines", Section.MODULES, 51, module="Budget"),
        ]
    )
    assert [(str(group.label), [link.key for link in group.links]) for group in groups[1:]] == [
        ("Parts", ["first", "late"]),
        ("Budget", ["board", "lines"]),
    ]
    assert [link.key for link in groups[0].links] == ["claims"]


def test_shell_is_filled_in_by_rooms(frame: Flask) -> None:
    def signed_in(shell: Shell) -> Shell:
        return replace(shell, account="a1", account_name="李娜")

    contribute_to_shell(frame, signed_in)
    page = frame.test_client().get("/nowhere").text
    assert '<meta name="account" content="a1">' in page
    assert 'id="navigation"' in page


def test_shell_without_sign_in_has_no_navigation(browser: FlaskClient) -> None:
    assert 'id="navigation"' not in browser.get("/nowhere").text


def test_macros_unknown_name_is_refused(frame: Flask) -> None:
    with frame.test_request_context(), pytest.raises(UndefinedError, match="nothing"):
        frame.jinja_env.from_string("{{ ui.nothing() }}").render()


@pytest.mark.parametrize(
    "template",
    [
        "{{ ui.badge(x) }}",
        "{{ ui.header(x, subtitle=x, crumbs=[(x, x)]) }}",
        "{{ ui.definitions([(x, x)]) }}",
        "{{ ui.stat(x, x, unit=x, note=x, delta=x) }}",
        "{{ ui.note(x) }}",
        "{{ ui.toast(x) }}",
        "{{ ui.button(x, href=x, confirm=x, key=x) }}",
        "{{ ui.post_button(x, '/x', confirm=x, fields={'a': x}) }}",
        "{{ ui.masked(x, url=x, label=x) }}",
        "{{ ui.empty(x, x) }}",
        "{{ ui.chart(x, {'kind': 'bar', 'labels': [x], 'series': [{'name': x, 'values': [1]}], 'summary': x}) }}",
        "{{ ui.filters('/x', query=x, placeholder=x, chips=[(x, x)]) }}",
        "{% call(row) ui.table('t', [{'key': x, 'label': x}], [{'href': x}], href='href') %}"
        "{{ ui.cell('a', x, sub=x) }}{% endcall %}",
    ],
)
def test_macros_escape_what_they_are_given(frame: Flask, template: str) -> None:
    hostile = "\"><script>alert(1)</script>'x"
    with frame.test_request_context():
        source = "{% autoescape true %}" + template + "{% endautoescape %}"
        shown = frame.jinja_env.from_string(source).render(x=hostile)
    assert "<script" not in shown
    assert not re.search(r'="[^"]*"&gt;', shown) or "&#34;" in shown
    assert "&lt;script&gt;" in shown or "u003c" in shown


def test_macros_write_no_style_or_script_into_pages(browser: FlaskClient) -> None:
    for path in ("/dev/gallery", "/dev/gallery/public", "/nowhere"):
        page = browser.get(path).text
        assert not re.search(r"<[^>]+\s(style|on[a-z]+|hx-on[^=]*)=", page)
        assert re.findall(r"<script(?![^>]*\ssrc=)", page) == []
