"""The chips beside the customers of a list: the rooms' with the list, those of each plugin by a request of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, request

from saas.core.customers.hooks import customer_list_facts
from saas.core.customers.permissions import READ
from saas.core.customers.queries import reachable_ids
from saas.core.customers.views.blueprint import pages
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.plugins import ask_owner, plugins_of
from saas.platform.tenancy import current_tenant
from saas.platform.web import Fact, render

_MOST = 200


@pages.get("/facts/<plugin>")
@requires(READ)
def list_facts(plugin: str) -> Response:
    """The chips of one plugin for the customers that the address names, as far as they are within reach."""
    if plugin not in plugins_of(customer_list_facts):
        raise NotFound(_("This does not exist, or no longer."))
    named = [int(one) for one in request.args.get("ids", "").split(",") if one.isascii() and one.isdigit()]
    ids = reachable_ids(named[:_MOST], READ)
    found = facts_of_rows(plugin, ids)
    return render("customers/list_facts.html", block="content", plugin=plugin, found=found)


def facts_of_rows(owner: str, customer_ids: Sequence[int]) -> Mapping[int, Sequence[Fact]]:
    """What rooms or one plugin have to say of these customers; a plugin that fails has nothing to say."""
    found: dict[int, list[Fact]] = {}
    if customer_ids:
        for answer in ask_owner(
            owner, customer_list_facts, tenant_id=current_tenant(), customer_ids=customer_ids
        ):
            for customer_id, facts in (answer.value or {}).items():
                found.setdefault(customer_id, []).extend(facts)
    # It may name others than it was asked for.
    return {customer_id: found[customer_id] for customer_id in customer_ids if customer_id in found}
