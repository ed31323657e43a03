"""The tree of cost categories: seeded once, the group's own, never a circle."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from plugins.budget.models import CostCategory, CostKind, OverAction
from plugins.budget.operations import CategoryDetails, add_category, change_category
from plugins.budget.permissions import CATEGORIES
from plugins.budget.queries import all_categories, category_tree
from plugins.budget.settings import Span, spend_rule
from plugins.budget.tests.conftest import Browser, House
from saas.platform.database import session
from saas.platform.errors import Forbidden, Invalid
from saas.platform.plugins import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import as_member, member
from saas.testing.factories.plugins import switch
from tests.factories.budget import group_with_budget, new_category


@pytest.mark.req("B-02", "B-15")
def test_group_starts_with_a_tree_of_direct_and_indirect_costs(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        found = {row.category.code: (row.category.kind, row.depth) for row in category_tree()}
    assert found["parts"] == (CostKind.DIRECT, 0)
    assert found["premises"] == (CostKind.INDIRECT, 0)
    assert found["rent"] == (CostKind.INDIRECT, 1)


def test_switching_on_again_seeds_nothing_twice() -> None:
    made = group_with_budget()
    with inside(made.id):
        before = session().scalar(select(func.count()).select_from(CostCategory))
    switch(made, "budget", on=False)
    switch(made, "budget", on=True)
    with inside(made.id):
        assert session().scalar(select(func.count()).select_from(CostCategory)) == before


def test_category_belongs_neither_to_itself_nor_to_its_own(house: House) -> None:
    with inside(house.group.id, as_member(house.finance)):
        top = new_category("市场")
        below = new_category("线上市场", parent_id=top)
        version = session().get_one(CostCategory, (house.group.id, top)).row_version
        for parent in (top, below):
            details = CategoryDetails(name_zh="市场", name_en="", kind=CostKind.DIRECT, parent_id=parent)
            with pytest.raises(Invalid, match="cannot belong"):
                change_category(top, details, version=version)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (CategoryDetails(name_zh="", name_en="", kind=CostKind.DIRECT), "name_zh"),
        (CategoryDetails(name_zh="", name_en="Travel", kind=CostKind.DIRECT), "name_en"),
        (CategoryDetails(name_zh="新", name_en="", kind=CostKind.DIRECT, parent_id=2**40), "parent_id"),
    ],
)
def test_category_that_cannot_be_is_refused(house: House, details: CategoryDetails, field: str) -> None:
    with inside(house.group.id, as_member(house.finance)), pytest.raises(Invalid) as refused:
        add_category(details)
    assert list(refused.value.fields) == [field]


def test_categories_are_kept_by_those_who_may(house: House) -> None:
    details = CategoryDetails(name_zh="额外", name_en="", kind=CostKind.DIRECT)
    with inside(house.group.id, as_member(house.manager)), pytest.raises(Forbidden):
        add_category(details)


def test_own_categories_are_added_and_changed_on_pages(
    house: House, browser: Callable[[Person], Browser]
) -> None:
    there = browser(house.finance)
    added = there.post(
        "/categories/new", name_zh="直播", name_en="Live shows", kind="indirect", active="true"
    )
    assert added.status_code == 303
    with inside(house.group.id, as_member(house.finance)):
        made = next(one for one in all_categories() if one.names.get("en") == "Live shows")
        session().expunge(made)
    page = there.get(f"/categories/{made.id}").get_data(as_text=True)
    assert 'value="Live shows"' in page
    changed = there.post(
        f"/categories/{made.id}", name_zh="直播", name_en="Streams", kind="indirect", over_action="stop",
        _version=made.row_version,
    )  # fmt: skip
    assert changed.status_code == 303
    stale = there.post(
        f"/categories/{made.id}", name_zh="直播", name_en="x", kind="indirect", _version=made.row_version
    )
    assert stale.status_code == 409
    with inside(house.group.id):
        now = session().get_one(CostCategory, (house.group.id, made.id))
        assert (now.names["en"], now.over_action, now.active) == ("Streams", OverAction.STOP, False)


def test_settings_say_how_spending_is_held_against_budgets(house: House) -> None:
    with inside(house.group.id, as_member(house.admin)):
        assert spend_rule(None).span is Span.TO_DATE
        change_settings("budget", {"span": "year", "warn_percent": 80, "over_action": "stop"})
        change_settings("budget", {"tolerance_percent": 5}, store_id=house.store_id)
        rule, own = spend_rule(house.store_id), spend_rule(None, OverAction.WARN)
    assert (rule.span, rule.warn_percent, rule.over_action) == (Span.YEAR, 80, OverAction.STOP)
    assert (rule.tolerance_percent, own.tolerance_percent) == (5, 0)
    assert own.over_action is OverAction.WARN


def test_department_head_sees_and_does_not_keep_categories(house: House) -> None:
    head = member(house.group, role="department_head", stores=[house.store_id])
    with inside(house.group.id, as_member(head)):
        assert all_categories()
        with pytest.raises(Forbidden):
            add_category(CategoryDetails(name_zh="x", name_en="", kind=CostKind.DIRECT))
    assert CATEGORIES == "budget.category:write"
