"""The plugins page switches what is installed."""

import re

from flask.testing import FlaskClient

from saas.platform.plugins import current_registry
from saas.testing.factories import application
from saas.testing.factories.groups import group
from saas.testing.factories.members import signed_in
from saas.testing.factories.pages import csrf_token


def test_plugins_page_says_what_each_plugin_adds(client: FlaskClient) -> None:
    there = group()
    signed_in(client, there.admin)

    page = client.get(f"/t/{there.code}/settings/plugins/").text

    complaints = page.partition("<summary>启用后增加的内容</summary>")[2].partition("</details>")[0]
    told = dict(re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", complaints, re.DOTALL))
    assert {kind: text.strip() for kind, text in told.items() if kind != "权限"} == {
        "菜单": "投诉",
        "其他页面上的卡片": "投诉",
        "其他页面上的按钮": "登记投诉",
        "设置": "投诉类别",
        "定时任务": "30 2 * * *",
    }
    assert "登记投诉 · 查看投诉" in told["权限"]


def test_plugin_is_switched_on_and_off(client: FlaskClient) -> None:
    there = group()
    signed_in(client, there.admin)
    place = f"/t/{there.code}/settings/plugins/"
    with application.current().app_context():
        names = [info.name for info in current_registry().loaded()]
    token = csrf_token(client, place)
    for name in names:
        for act, shown in (("on", "/off"), ("off", "/on")):
            answer = client.post(f"{place}{name}/{act}", data={"_csrf": token})
            assert answer.status_code == 303
            assert f"{name}{shown}" in client.get(place).text
    assert client.post(f"{place}nonsense/on", data={"_csrf": token}).status_code == 404
