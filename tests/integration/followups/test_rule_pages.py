"""The pages of rules: edited, switched, and read only for who manages one store."""

from __future__ import annotations

import pytest

from saas.core.followups.models import FollowupRule
from saas.platform.database import load, session
from saas.testing.factories.followups import rule
from tests.integration.followups.conftest import Desk, Team

pytestmark = pytest.mark.usefixtures("morning")


def test_rule_that_comes_back_with_faults_does_not_hide_what_somebody_else_saved(
    team: Team, head_office: Desk
) -> None:
    with team.acting():
        made = rule("delivery_7d")
        rule_id, stale = made.id, made.row_version
        made.priority = 11
        session().flush()
    answer = head_office.post(f"/rules/{rule_id}", _version=stale, window_days=0)
    assert answer.status_code == 422
    assert f'name="_version" value="{stale}"' in answer.text


def test_rule_is_edited_and_a_lost_race_shows_both_versions(team: Team, head_office: Desk) -> None:
    with team.acting():
        shown = rule("delivery_7d").id
    values = {
        "offset_days": 6,
        "offset_months": 0,
        "window_days": 9,
        "priority": 60,
        "max_attempts": 5,
        "retry_days": 1,
    }
    assert head_office.post(f"/rules/{shown}", _version=1, **values).status_code == 303
    lost = head_office.post(f"/rules/{shown}", _version=1, **{**values, "window_days": 21})
    assert lost.status_code == 409
    assert "21" in lost.text
    with team.acting():
        kept = load(FollowupRule, shown)
        assert (kept.offset_days, kept.window_days, kept.version) == (6, 9, 2)


def test_rule_is_switched_on_and_off(team: Team, head_office: Desk) -> None:
    with team.acting():
        shown = rule("delivery_7d").id
    head_office.post(f"/rules/{shown}/switch", on="true")
    assert "自 2026-11-20 启用" in head_office.get(f"/rules/{shown}").text
    head_office.post(f"/rules/{shown}/switch", on="false")
    assert "未启用" in head_office.get(f"/rules/{shown}").text


def test_rules_are_the_groups_and_read_only_for_the_manager_of_a_store(
    team: Team, office: Desk, head_office: Desk
) -> None:
    with team.acting():
        shown = rule("delivery_7d").id
    addresses = (f"/rules/{shown}", f"/rules/{shown}/switch", "/run")
    for page in ("/rules", f"/rules/{shown}"):
        assert [
            address
            for address in addresses
            if f'action="{head_office.root}{address}"' in office.get(page).text
        ] == []
        assert "<form" in head_office.get(page).text
    assert [office.post(address, on="true").status_code for address in addresses] == [403] * 3
    with team.acting():
        assert load(FollowupRule, shown).enabled_on is None
