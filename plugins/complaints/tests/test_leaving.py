"""Switching complaints off: not while somebody could come to harm, and the page says how many such cases are where."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from plugins.complaints.leaving import NAMED, refuse_while_somebody_could_come_to_harm
from plugins.complaints.models import Case
from plugins.complaints.operations import CaseDetails, close_case, edit_case
from plugins.complaints.states import ResultKind
from plugins.complaints.tests.conftest import Browser
from saas.platform.database import load
from saas.platform.i18n import locale_context
from saas.platform.plugins import PluginVeto, Reason, disable_plugin, explain
from saas.platform.tenancy import current_tenant
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from tests.factories.complaints import complaint, group_with_complaints, switch

OFF = "/settings/plugins/complaints/off"


@pytest.fixture
def there(app: Flask) -> Group:
    """A group of its own that has complaints on: others' cases would count too."""
    with locale_context("en"):
        return group_with_complaints()


@pytest.fixture
def head(there: Group) -> Person:
    return member(there, role="complaint_manager")


def in_danger(there: Group, head: Person, name: str, code: str) -> int:
    at = store(there, name=name, code=code)
    with inside(there.id, as_member(head)):
        return complaint(at, safety=True).id


def test_hook_before_plugin_disable_keeps_complaints_on_while_somebody_could_come_to_harm(
    there: Group, head: Person
) -> None:
    case_id = in_danger(there, head, "Pudong", "PD01")

    with pytest.raises(PluginVeto, match=r"^1 complaint .* is open \(Pudong: 1\)\."):
        switch(there, on=False)
    with inside(there.id):
        assert explain(current_tenant(), "complaints").effective

    with inside(there.id, as_member(head)):
        close_case(case_id, result=ResultKind.WITHDRAWN, text="Es war nichts")
    switch(there, on=False)
    with inside(there.id):
        assert explain(current_tenant(), "complaints").reason is Reason.NOT_ENABLED


def test_hook_before_plugin_disable_asks_no_more_where_there_is_no_danger(there: Group, head: Person) -> None:
    case_id = in_danger(there, head, "Pudong", "PD01")
    with inside(there.id, as_member(head)):
        case = load(Case, case_id)
        told = CaseDetails(
            description=case.description,
            demand=case.demand,
            model_text=case.model_text,
            complainant_name=case.complainant_name,
            complainant_phone="13900001234",
        )
        edit_case(case_id, told, version=case.row_version)
        complaint(case.store_id)
    with inside(there.id, as_member(there.admin)):
        assert disable_plugin("complaints").reason is Reason.NOT_ENABLED


def test_hook_before_plugin_disable_says_nothing_of_other_plugins_or_groups(
    there: Group, head: Person
) -> None:
    in_danger(there, head, "Pudong", "PD01")
    with inside(there.id):
        refuse_while_somebody_could_come_to_harm("kano")
    other = group_with_complaints()
    switch(other, on=False)
    with inside(other.id):
        assert not explain(current_tenant(), "complaints").effective


def test_refusal_counts_by_store_and_names_no_more_than_some(there: Group, head: Person) -> None:
    for number in range(NAMED + 1):
        in_danger(there, head, f"Store {number}", f"S{number}")
    with pytest.raises(PluginVeto) as refused:
        switch(there, on=False)
    shown = " · ".join(f"Store {number}: 1" for number in range(NAMED))
    assert f"{NAMED + 1} complaints" in refused.value.message
    assert f"({shown} · …)" in refused.value.message


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "1 complaint in which somebody could come to harm is open (浦东店: 1). Close it first"),
        ("zh_CN", "有 1 件可能危及人身安全的投诉尚未结案（浦东店: 1）。请先结案"),
    ],
)
def test_page_before_switching_off_says_it_in_the_language_of_the_person(
    there: Group, head: Person, browser: Callable[[Person], Browser], language: str, told: str
) -> None:
    in_danger(there, head, "浦东店", "PD01")
    with locale_context(language):
        at = browser(member(there, role="group_admin"))

    page = at.outside(OFF).text
    assert at.post_outside(OFF).status_code == 303
    refused = at.outside("/settings/plugins/").text

    assert told in page
    assert told in refused
    assert f'action="/t/{there.code}{OFF}"' not in page, "there is nothing to press before that is done"
