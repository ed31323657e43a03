"""The search of the bar leads to the customers."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask, url_for

from saas.core.customers.permissions import READ
from saas.platform.permissions import allowed
from saas.platform.tenancy import find_tenant
from saas.platform.web import Shell, contribute_to_shell


def install_search(app: Flask) -> None:
    """Let whoever may see customers look for them from every page."""
    contribute_to_shell(app, _with_search)


def _with_search(shell: Shell) -> Shell:
    # Without a bound group there is nobody to look for.
    if not shell.account or find_tenant() is None or not allowed(READ):
        return shell
    return replace(shell, search_url=url_for("customers.index"))
