"""Where an answer leads on to: to an address that we made, or to one that a browser handed in and that is ours."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = {"url_for", "own_address", "first_page"}
"""Functions whose addresses are ours, whatever was handed in; tests/unit/web/test_headers.py has their cases."""
MADE_OF_THEM = {
    "saas/core/accounts/views/groups.py: target": "the sign-in, or the person's first page",
    "saas/core/accounts/views/company.py: departure.address": "the provider that the group's administrator entered",
    "saas/core/accounts/views/company.py: journey.wanted or home": "by way of own_address, sealed on the way",
    "saas/core/accounts/views/company.py: address": "the group's page of its single sign-on",
    "saas/core/accounts/views/second_step.py: address": "the page of the second step",
    "saas/core/accounts/views/passkey_ways.py: _wanted() or url_for('accounts.profile')": "by way of own_address",
    "saas/core/accounts/views/proving.py: wanted or url_for('accounts.profile')": "by way of own_address",
    "saas/core/accounts/views/stand_ins.py: back": "the list that the form stands on",
    "saas/core/followups/views/tasks.py: _link()": "the list with its own filters",
    "saas/core/imports/views/steps.py: address": "a page of the import",
    "saas/core/privacy/views/consent.py: back": "the customer's page",
    "saas/core/organisation/views/plugin_settings.py: _address(name, store_id)": "the page that was changed",
    "saas/core/organisation/views/plugins.py: then": "the plugin's page, or the list",
    "saas/core/organisation/views/registers.py: _next(register)": "the next step of the onboarding, or the list",
}
"""Where else redirects lead, each looked at."""


def leading_on(source: str) -> Iterator[str]:
    """Each first argument of `redirect` that is not made by one of `OURS`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "redirect":
            where = node.args[0]
            # `own_address(...) or "/"`
            parts = where.values if isinstance(where, ast.BoolOp) else [where]
            if not all(map(_ours, parts)):
                yield ast.unparse(where)


def _ours(part: ast.expr) -> bool:
    if isinstance(part, ast.Constant):
        return (
            isinstance(part.value, str) and part.value.startswith("/") and part.value[1:2] not in ("/", "\\")
        )
    return isinstance(part, ast.Call) and getattr(part.func, "id", "") in OURS


def test_every_redirect_leads_to_an_address_of_ours() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {where}"
        for folder in ("saas", "plugins")
        for path in (ROOT / folder).rglob("*.py")
        if "tests" not in path.parts
        for where in leading_on(path.read_text(encoding="utf-8"))
    }
    assert found == MADE_OF_THEM.keys(), "use url_for or own_address, or look at it and say where it leads"


def test_open_redirect_is_found() -> None:
    planted = """
redirect(request.args["next"])
redirect(request.referrer or url_for("home"))
redirect("//evil.example/")
redirect(own_address(request.args["next"]) or "/")
redirect(url_for("home"), 303)
"""
    assert list(leading_on(planted)) == [
        "request.args['next']",
        "request.referrer or url_for('home')",
        "'//evil.example/'",
    ]
