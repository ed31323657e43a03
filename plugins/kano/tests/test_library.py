"""The library of improvement factors: given to a group once, its own from then on, every wording kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from plugins.kano.models import Factor
from plugins.kano.models.factors import Dimension
from plugins.kano.operations import FactorDetails, add_factor, change_factor, seed_factors
from plugins.kano.permissions import FACTORS, READ
from plugins.kano.queries import factor_versions, factors
from plugins.kano.starter import STARTER_FACTORS
from plugins.kano.tests.conftest import Browser, House
from saas.platform.audit import AuditEntry
from saas.platform.database import session
from saas.platform.errors import Forbidden, Invalid, VersionConflict
from saas.testing.factories.groups import Person, number
from saas.testing.factories.members import api_token
from tests.factories.complaints import switch
from tests.factories.kano import KANO, group_with_kano

Open = Callable[[Person], Browser]


def details(**fields: object) -> FactorDetails:
    return FactorDetails(**{"name_zh": f"因素{number()}", "dimension": Dimension.CARE, **fields})  # type: ignore[arg-type]  # any field of a test's own choice


def added(house: House, **fields: object) -> int:
    with house.acting(house.analyst):
        return add_factor(details(**fields)).id


@pytest.mark.req("K-01")
def test_group_starts_with_the_eleven_factors_in_both_languages(house: House) -> None:
    with house.acting(house.analyst):
        there = {one.code: (one.names, one.version) for one in factors() if one.process_step and one.metric}
    assert len(STARTER_FACTORS) == 11
    for one in STARTER_FACTORS:
        assert there[one.code] == ({"zh_CN": one.zh, "en": one.en}, 1)


def test_starter_factors_are_given_once_and_what_the_group_made_of_them_stays() -> None:
    made = group_with_kano()
    house = House(
        group=made, store_id=0, analyst=made.admin, head=made.admin, manager=made.admin, employee=made.admin
    )
    with house.acting(made.admin):
        session().scalars(select(Factor).where(Factor.code == "followup")).one().names = {"zh_CN": "回访"}
        seed_factors()
        assert len(factors()) == len(STARTER_FACTORS)
    switch(made, on=False, name=KANO)
    switch(made, on=True, name=KANO)
    with house.acting(made.admin):
        names = [one.names.get("zh_CN") for one in factors()]
    assert names.count("回访") == 1
    assert len(names) == len(STARTER_FACTORS)


@pytest.mark.req("K-01")
def test_every_wording_is_a_version_and_stays(house: House) -> None:
    made = added(house, name_zh="充电等待", definition_zh="充电前等多久")
    with house.acting(house.analyst):
        change_factor(made, details(name_zh="充电等待", definition_zh="充电前的等待时间"), version=1)
        told = [(row.FactorVersion.version, row.FactorVersion.definitions) for row in factor_versions(made)]
        saved_by = {row.saved_by for row in factor_versions(made)}
    assert told == [(2, {"zh_CN": "充电前的等待时间"}), (1, {"zh_CN": "充电前等多久"})]
    assert saved_by == {"分析师"}


def test_retiring_or_moving_a_factor_is_no_new_version_and_is_audited(house: House) -> None:
    made = added(house, name_zh="夜间送修")
    with house.acting(house.analyst):
        changed = change_factor(made, details(name_zh="夜间送修", position=1, active=False), version=1)
        assert (changed.version, changed.active) == (1, False)
        entries = select(AuditEntry.action).where(
            AuditEntry.object_type == "kano_factor", AuditEntry.object_id == made
        )
        assert session().scalars(entries.order_by(AuditEntry.id)).all() == [
            "kano.factor.added",
            "kano.factor.changed",
        ]


@pytest.mark.parametrize(
    ("fields", "fault"), [({"name_zh": ""}, "name_zh"), ({"name_zh": "技术支持"}, "name_zh")]
)
def test_factor_needs_a_name_that_no_other_has(house: House, fields: dict[str, str], fault: str) -> None:
    with house.acting(house.analyst), pytest.raises(Invalid) as refused:
        add_factor(details(**fields))
    assert fault in refused.value.fields


def test_second_of_two_who_change_a_factor_is_told(house: House) -> None:
    made = added(house)
    with house.acting(house.analyst):
        change_factor(made, details(), version=1)
    with house.acting(house.analyst), pytest.raises(VersionConflict):
        change_factor(made, details(), version=1)


def test_only_those_who_keep_the_library_change_it(house: House) -> None:
    for person in (house.head, house.manager, house.employee):
        with house.acting(person), pytest.raises(Forbidden):
            add_factor(details())


def test_pages_show_the_library_and_take_a_factor(house: House, browser: Open) -> None:
    analyst = browser(house.analyst)
    page = analyst.get("/factors/").text
    assert "Time until reception responds" in page
    assert all(words in page for words in ("Booking and reception", "Share repaired at the first visit"))
    saved = analyst.post(
        "/factors/new", name_en="Loan car", definition_en="A car meanwhile", dimension="care"
    )
    assert saved.status_code == 303
    assert "Loan car" in analyst.get("/factors/").text
    refused = analyst.post("/factors/new", name_en="Loan car", dimension="care")
    assert refused.status_code == 422
    assert "There is a factor of this name." in refused.text


def test_saving_a_starter_factor_in_english_keeps_its_step_as_the_library_has_it(
    house: House, browser: Open
) -> None:
    with house.acting(house.analyst):
        there = next(one for one in factors() if one.code == "process_order")
        factor_id, kept, position = (
            there.id,
            (there.process_step, there.metric, there.version),
            there.position,
        )
        meaning = {"definition_zh": there.definitions["zh_CN"], "definition_en": there.definitions["en"]}
    path, analyst = f"/factors/{factor_id}", browser(house.analyst)
    page = analyst.get(path).text
    names = ("process_step", "metric", "_version", "name_zh", "name_en")
    sent = {name: re.findall(rf'name="{name}"[^>]* value="([^"]*)"', page)[0] for name in names}
    assert sent["process_step"] == "All steps"
    saved = analyst.post(path, dimension="process", active="true", position=position, **meaning, **sent)
    assert saved.status_code == 303
    with house.acting(house.analyst):
        now = next(one for one in factors() if one.id == factor_id)
        assert (now.process_step, now.metric, now.version) == kept


def test_readers_see_a_factor_without_its_form(house: House, browser: Open) -> None:
    made = added(house, name_en="Evening pick-up")
    seen = browser(house.manager).get(f"/factors/{made}")
    assert "Evening pick-up" in seen.text
    assert "kano-factor" not in seen.text.replace("kano-factor-versions", "")
    assert browser(house.employee).get(f"/factors/{made}").status_code == 403


def test_api_lists_adds_and_changes_factors(house: House, client: FlaskClient) -> None:
    base = f"/api/v1/t/{house.group.code}/x/kano/factors"
    can = {"Authorization": f"Bearer {api_token(house.group, FACTORS, READ)}", "Accept-Language": "en"}
    body = {"name_zh": f"代步车{number()}", "dimension": "care"}

    made = client.post(base, json=body, headers=can)
    assert made.status_code == 201
    address = f"{base}/{made.json['id']}"  # type: ignore[index]  # the answer's body is JSON
    stated = {**can, "If-Match": made.headers["ETag"]}
    done = client.put(address, json={**body, "metric": "占比", "active": False}, headers=stated)
    late = client.put(address, json=body, headers=stated)

    assert (done.status_code, done.json["version"]) == (200, 2)  # type: ignore[index]  # likewise
    assert late.status_code == 412
    assert client.get(base, headers=can).json[-1]["active"] is False  # type: ignore[index]  # likewise
