"""Who calls: a bearer token of the group in the address, and nothing else; a browser's session is never looked at."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask import g, request

from saas.platform.errors import Unauthenticated
from saas.platform.i18n import DEFAULT_LOCALE, LOCALES, _, set_locale
from saas.platform.security.rates import Whose, count_caller
from saas.platform.security.throttle import hit
from saas.platform.tenancy import Actor, bind_actor, bind_tenant

_GROUP_PATH = re.compile(r"/api/v1/t/([a-z][a-z0-9-]{1,30})(?:/|$)")
_TAGS = {name.replace("_", "-"): name for name in LOCALES} | {"zh": "zh_CN"}
# Tight, for whoever guesses tokens.
FAILURES_A_MINUTE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Whom a token stands for: the tenant, who acts, and the permissions it was made for."""

    tenant_id: int
    actor: Actor
    scopes: frozenset[str]


Authenticate = Callable[[str, str], Principal | None]
"""Group's code and token to whom it stands for; none when either is not known, revoked or expired."""


def choose_language() -> None:
    """Answer in the caller's language, by `Accept-Language`."""
    best = request.accept_languages.best_match(list(_TAGS))
    set_locale(_TAGS[best] if best else DEFAULT_LOCALE)


def find_principal(authenticate: Authenticate) -> Principal | None:
    """Bind tenant and actor of a request below `/api/v1/t/`; none for other paths.

    Raises Unauthenticated, alike for a group that does not exist and for a token that is not its own,
    and TooMany for an address that guesses or a token that asks too often.
    """
    if not request.path.startswith("/api/v1/t/"):
        return None
    found = _GROUP_PATH.match(request.path)
    token = _bearer_token()
    principal = authenticate(found.group(1), token) if found and token else None
    if principal is None:
        hit("api-failures", request.remote_addr or "", FAILURES_A_MINUTE, 60)
        raise Unauthenticated(_("Send a valid token as `Authorization: Bearer …`."))
    bind_tenant(principal.tenant_id)
    bind_actor(principal.actor)
    g.api_principal = principal
    count_caller([(Whose.TOKEN, f"{principal.actor.kind}:{principal.actor.id}")])
    return principal


def _bearer_token() -> str:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""
