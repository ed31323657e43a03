"""Panels, actions, widgets and navigation of a plugin on the pages of others: for whom, and what a failing one costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Blueprint
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import text
from structlog.testing import capture_logs

from saas.config import Settings
from saas.core.accounts.models import Member
from saas.platform.database import session
from saas.platform.errors import NotFound
from saas.platform.permissions import Permission
from saas.platform.plugins import disable_plugin
from saas.platform.web import (
    Action,
    NavItem,
    Panel,
    Rendered,
    SlotContext,
    Widget,
    actions_of,
    answer_panel,
    answer_widget,
    contribute_to_shell,
    install_web,
    panels_of,
    widgets,
)
from saas.platform.web.shell import current_shell
from saas.testing.plugin_modules import plugin
from tests.integration.plugins.conftest import Build, House

READ = "points.account:read"
WRITE = "points.account:write"


def writing_panel(_context: SlotContext) -> Rendered:
    session().add(Member(display_name="Planted"))
    session().flush()
    return Rendered(empty="written")


def panel(key: str, render: object, *, permission: str = READ, weight: int = 50) -> Panel:
    return Panel(
        key=key, slot="core.customer", title=key, render=render, permission=permission, weight=weight
    )


def pages() -> Blueprint:
    blueprint = Blueprint("points", __name__)
    blueprint.add_url_rule("/", "show", lambda: "points")
    blueprint.add_url_rule("/give/<int:customer_id>", "give", lambda customer_id: "given", methods=["POST"])
    return blueprint


class Badge:
    """A count whose way of failing a test chooses."""

    def __init__(self) -> None:
        self.fail: Callable[[], object] = lambda: 3

    def count(self) -> Any:
        return self.fail()


def break_database() -> object:
    return session().execute(text("SELECT * FROM no_such_table")).scalar()


def raise_error() -> object:
    raise ZeroDivisionError


def write() -> object:
    session().add(Member(display_name="Planted"))
    session().flush()
    return 1


BADGE = Badge()
POINTS = plugin(
    "points",
    register_permissions=lambda: [
        Permission(READ, "Read points", default_roles=("group_admin",)),
        Permission(WRITE, "Give points", default_roles=()),
    ],
    register_blueprints=lambda: [pages()],
    register_nav=lambda: [
        NavItem(key="points", label="Points", endpoint="points.show", icon="gift", badge=BADGE.count)
    ],
    register_panels=lambda: [
        panel("full", lambda context: Rendered(template="points.html", context={"n": context.object_id})),
        panel("none", lambda _context: Rendered(empty="No points yet"), weight=10),
        panel("writes", writing_panel),
        panel("secret", lambda _context: Rendered(empty="never"), permission=WRITE),
        replace(panel("elsewhere", lambda _context: Rendered(empty="x")), slot="core.vehicle"),
    ],
    register_actions=lambda: [
        Action(
            key="give", slot="core.customer", label="Give", endpoint="points.give", argument="customer_id",
            permission=READ, method="POST", confirm="Sure?",
        ),
    ],
    register_widgets=lambda: [
        Widget(key="all", title="All", render=lambda: Rendered(empty="None"), permission=READ),
        Widget(key="mine", title="Mine", render=lambda: Rendered(empty="None"), permission=READ, roles=("adviser",)),
    ],
)  # fmt: skip


@pytest.fixture
def points(house: Build, settings: Settings) -> House:
    built = house(POINTS)
    built.app.secret_key = settings.secret_key
    install_web(built.app, settings)
    loader = built.app.jinja_env.loader
    assert loader is not None
    built.app.jinja_env.loader = ChoiceLoader([DictLoader({"points.html": "{{ n }} points"}), loader])
    contribute_to_shell(built.app, lambda shell: replace(shell, account="li"))
    return built


@pytest.fixture
def group(points: House) -> tuple[int, int]:
    """A group with the plugin on, and a member who may read."""
    return points.group_with("points")


def test_panels_of_a_slot_by_weight_and_right(points: House, group: tuple[int, int]) -> None:
    with points.work(*group):
        assert [card.name for card in panels_of("core.customer")] == [
            "points.none",
            "points.full",
            "points.writes",
        ]


def test_panels_are_gone_when_the_plugin_is_off(points: House, group: tuple[int, int]) -> None:
    with points.work(*group):
        disable_plugin("points")
    with points.work(*group):
        assert (panels_of("core.customer"), widgets(), actions_of("core.customer", "g", 1)) == ([], [], [])
        with pytest.raises(NotFound):
            answer_panel("core.customer", "points.full", 1)


def test_panels_are_nobodys_without_the_right(points: House, group: tuple[int, int]) -> None:
    with points.work(group[0], points.member(group[0])):
        assert panels_of("core.customer") == []


def test_panel_answers_its_template_or_the_empty_state(points: House, group: tuple[int, int]) -> None:
    with points.app.test_request_context(), points.work(*group):
        assert answer_panel("core.customer", "points.full", 7).get_data(as_text=True) == "7 points"
        assert "No points yet" in answer_panel("core.customer", "points.none", 7).get_data(as_text=True)


@pytest.mark.parametrize("name", ["points.secret", "points.elsewhere", "points.nothing", "core.full"])
def test_panel_that_is_not_there(points: House, group: tuple[int, int], name: str) -> None:
    with points.work(*group), pytest.raises(NotFound):
        answer_panel("core.customer", name, 7)


def test_panel_of_a_plugin_cannot_write(points: House, group: tuple[int, int]) -> None:
    with points.app.test_request_context(), points.work(*group) as work:
        assert "written" not in answer_panel("core.customer", "points.writes", 7).get_data(as_text=True)
        assert work.query(Member).filter_by(display_name="Planted").count() == 0


def test_actions_have_their_addresses(points: House, group: tuple[int, int]) -> None:
    with points.app.test_request_context(), points.work(*group):
        (link,) = actions_of("core.customer", "demo", 7)
    assert (link.url, link.method, link.confirm) == ("/t/demo/x/points/give/7", "POST", "Sure?")


def test_widgets_of_ones_role_come_first(points: House, group: tuple[int, int]) -> None:
    with points.app.test_request_context(), points.work(*group):
        assert [card.name for card in widgets()] == ["points.all", "points.mine"]
        assert [card.name for card in widgets(["adviser"])] == ["points.mine", "points.all"]
        assert "None" in answer_widget("points.mine").get_data(as_text=True)


def test_navigation_of_effective_plugins(points: House, group: tuple[int, int]) -> None:
    address = f"/t/{group[0]}/x/points/"
    with points.app.test_request_context(address), points.work(*group):
        (section,) = current_shell().navigation
    (link,) = section.links
    assert (link.key, link.url, link.current) == ("points.points", address, True)
    assert (link.badge, link.badge_id) == (None, "badge-points-points")


def badge_of(points: House, group: tuple[int, int]) -> str:
    client = points.app.test_client()
    page = client.get(
        f"/t/{group[0]}/later/badges", headers={"X-Member": str(group[1]), "HX-Request": "true"}
    )
    assert page.status_code == 200
    found = re.search(r'id="badge-points-points"[^>]*>(.*?)<', page.text)
    assert found
    return found.group(1)


@pytest.mark.parametrize("fail", [raise_error, break_database, write, lambda: "many"])
def test_failing_badge_costs_the_badge_and_not_the_page(
    points: House, group: tuple[int, int], fail: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert badge_of(points, group) == "3"
    monkeypatch.setattr(BADGE, "fail", fail)
    with capture_logs() as logs:
        assert badge_of(points, group) == ""
    (told,) = [one for one in logs if one["event"] == "plugin_failed"]
    assert (told["plugin"], told["place"]) == ("points", "badge.points")
