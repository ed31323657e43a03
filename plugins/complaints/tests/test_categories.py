"""The group's own categories: added, renamed, put in order, retired; on pages and over the API."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from plugins.complaints.models import Category
from plugins.complaints.operations import (
    CaseDetails,
    CategoryDetails,
    acknowledge_case,
    add_category,
    change_category,
    classify_case,
    edit_case,
)
from plugins.complaints.permissions import CATEGORIES, READ
from plugins.complaints.queries import categories
from plugins.complaints.tests.conftest import Browser, House
from saas.platform.audit import AuditEntry
from saas.platform.database import load, session
from saas.platform.errors import Forbidden, Invalid, VersionConflict
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person, number
from saas.testing.factories.members import api_token, as_member
from tests.factories.complaints import complaint

Open = Callable[[Person], Browser]


@contextmanager
def acting(person: Person) -> Iterator[None]:
    with inside(person.tenant_id, as_member(person)):
        yield


def details(**fields: object) -> CategoryDetails:
    return CategoryDetails(**{"name_zh": f"类别{number()}", "name_en": "", **fields})  # type: ignore[arg-type]  # any field of a test's own choice


def added(house: House, **fields: object) -> int:
    with acting(house.head):
        return add_category(details(**fields)).id


def retired(house: House, category_id: int) -> None:
    with acting(house.head):
        row = load(Category, category_id)
        gone = details(name_zh=row.names["zh_CN"], position=row.position, active=False)
        change_category(category_id, gone, version=row.row_version)


def test_new_category_stands_at_the_end_and_is_audited(house: House) -> None:
    made = added(house)
    with acting(house.head):
        assert [one.id for one in categories() if one.active][-1] == made
        assert load(Category, made).names.keys() == {"zh_CN"}
        entry = select(AuditEntry.actor_id).where(
            AuditEntry.action == "complaints.category.added", AuditEntry.object_id == made
        )
        assert session().scalars(entry).all() == [house.head.member_id]


def test_categories_come_in_the_order_that_the_group_gave_them(house: House) -> None:
    last, first = added(house, position=998), added(house, position=997)
    with acting(house.head):
        change_category(last, details(position=996), version=1)
        found = [one.id for one in categories() if one.id in (first, last)]
    assert found == [last, first]


def test_category_needs_a_name_of_its_own(house: House) -> None:
    with acting(house.head):
        add_category(details(name_zh="充电", name_en="Charging"))
        for field, wrong in (
            ("name_zh", {"name_zh": "", "name_en": ""}),
            ("name_zh", {"name_zh": "充电"}),
            ("name_en", {"name_en": "Charging"}),
        ):
            with pytest.raises(Invalid) as refused:
                add_category(details(**wrong))
            assert list(refused.value.fields) == [field]


def test_second_of_two_who_change_a_category_is_told(house: House) -> None:
    made = added(house)
    with acting(house.head):
        change_category(made, details(position=5), version=1)
    with acting(house.head), pytest.raises(VersionConflict):
        change_category(made, details(position=6), version=1)


@pytest.mark.parametrize("who", ["manager", "handler", "specialist"])
def test_categories_are_kept_by_those_who_answer_for_the_whole_group(house: House, who: str) -> None:
    with acting(getattr(house, who)), pytest.raises(Forbidden):
        add_category(details())


def test_retired_category_stays_on_its_complaints_and_is_given_to_no_other(house: House) -> None:
    kept, new = added(house), added(house)
    with acting(house.manager):
        old_id = complaint(house.store_id, category_id=kept).id
        other_id = complaint(house.store_id).id
        acknowledge_case(other_id, text="已致电")
    retired(house, kept)
    with acting(house.manager):
        told = CaseDetails(description="补充", category_id=kept, complainant_name="赵先生")
        assert edit_case(old_id, told, version=1).category_id == kept
        with pytest.raises(Invalid, match="no longer in use"):
            complaint(house.store_id, category_id=kept)
        with pytest.raises(Invalid, match="no longer in use"):
            classify_case(other_id, category_id=kept, severity=2, safety=False)
        assert classify_case(other_id, category_id=new, severity=2, safety=False).category_id == new


def test_forms_offer_a_retired_category_only_where_the_complaint_has_it(house: House, browser: Open) -> None:
    kept = added(house)
    with acting(house.manager):
        old_id = complaint(house.store_id, category_id=kept).id
    retired(house, kept)
    at = browser(house.manager)

    assert f'<option value="{kept}" selected' in at.get(f"/{old_id}/edit").text
    assert f'<option value="{kept}"' not in at.get("/new").text
    assert f'<option value="{kept}"' in at.get("/").text


def test_category_is_kept_on_its_pages(house: House, browser: Open) -> None:
    at, name = browser(house.head), f"类别{number()}"

    assert at.post("/categories/new", name_zh=name, active="true").status_code == 303
    listed = at.get("/categories/").text
    made = int(re.findall(rf'/categories/(\d+)"[^>]*>{name}', listed)[0])
    assert at.post(f"/categories/{made}", name_zh=name + "x", position=3, _version=1).status_code == 303
    with acting(house.head):
        row = load(Category, made)
        assert (row.names, row.position, row.active) == ({"zh_CN": name + "x"}, 3, False)
    assert name + "x (retired)" in at.get("/").text


def test_category_form_comes_back_with_what_was_typed(house: House, browser: Open) -> None:
    at, made = browser(house.head), added(house, name_en="Paint")

    refused = at.post("/categories/new", name_zh="", name_en="paint".capitalize(), active="true")
    late = at.post(f"/categories/{made}", name_zh="漆面", _version=99)

    assert (refused.status_code, late.status_code) == (422, 409)
    assert 'value="Paint"' in refused.text
    assert "漆面" in late.text
    assert "Paint" in late.text


@pytest.mark.parametrize("path", ["/categories/", "/categories/new"])
def test_manager_of_a_store_has_no_page_of_categories(house: House, browser: Open, path: str) -> None:
    assert browser(house.manager).get(path).status_code == 403
    assert browser(house.manager).post("/categories/new", name_zh="x").status_code == 403


def test_settings_lead_to_the_categories(client: FlaskClient, house: House, browser: Open) -> None:
    of_head, of_manager = (browser(who).outside("/settings/").text for who in (house.head, house.manager))
    assert "/x/complaints/categories/" in of_head
    assert "/x/complaints/categories/" not in of_manager


def test_categories_over_the_api(client: FlaskClient, house: House) -> None:
    base = f"/api/v1/t/{house.group.code}/x/complaints/categories"
    can = {
        "Authorization": f"Bearer {api_token(house.group, CATEGORIES, READ)}",
        "Accept-Language": "en",
    }
    name = f"类别{number()}"

    made = client.post(base, json={"name_zh": name}, headers=can)
    assert made.status_code == 201
    address, body = f"{base}/{made.json['id']}", {"name_zh": name, "name_en": f"Kind {number()}"}  # type: ignore[index]  # the answer's body is JSON
    bare = client.put(address, json=body, headers=can)
    done = client.put(
        address, json={**body, "active": False}, headers={**can, "If-Match": made.headers["ETag"]}
    )
    late = client.put(address, json=body, headers={**can, "If-Match": made.headers["ETag"]})
    last = client.get(base, headers=can).json[-1]  # type: ignore[index]  # the answer's body is JSON

    assert (bare.status_code, done.status_code, late.status_code) == (428, 200, 412)
    assert (last["names"]["zh_CN"], last["active"]) == (name, False)
