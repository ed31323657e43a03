"""The search of the bar leads to the customers, and to all else that can be found."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask, url_for

from saas.core.customers.permissions import READ
from saas.platform.permissions import allowed
from saas.platform.tenancy import find_tenant
from saas.platform.web import Shell, contribute_to_shell, search_sections


def install_search(app: Flask) -> None:
    """Let whoever may find something look for it from every page."""
    contribute_to_shell(app, _with_search)


def _with_search(shell: Shell) -> Shell:
    # Without a bound group there is nobody to look for.
    if not shell.account or find_tenant() is None:
        return shell
    # Where nothing else can be found, the list with its filters is the better answer.
    if search_sections():
        return replace(shell, search_url=url_for("search.everything"))
    return replace(shell, search_url=url_for("customers.index")) if allowed(READ) else shell
