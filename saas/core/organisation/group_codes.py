"""Which codes a group may have: they stand in every address of the group and are never changed or reused."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"[a-z][a-z0-9-]{1,30}")

# Words that would read as a part of the product, or pass for the operator, in an address or a link.
RESERVED = frozenset(
    (
        *(
            "about",
            "account",
            "accounts",
            "admin",
            "administrator",
            "aftercare",
            "api",
            "app",
            "assets",
            "auth",
            "billing",
        ),
        *(
            "blog",
            "core",
            "cdn",
            "docs",
            "download",
            "embedded",
            "health",
            "healthz",
            "help",
            "home",
            "internal",
            "legal",
        ),
        *(
            "login",
            "logout",
            "mail",
            "metrics",
            "new",
            "null",
            "official",
            "oauth",
            "platform",
            "plugin",
            "plugins",
        ),
        *(
            "privacy",
            "public",
            "readyz",
            "register",
            "root",
            "saas",
            "security",
            "settings",
            "sign-in",
            "sign-out",
        ),
        *(
            "signin",
            "signup",
            "sso",
            "static",
            "status",
            "support",
            "system",
            "tenant",
            "tenants",
            "terms",
            "test",
        ),
        *("undefined", "user", "users", "webhook", "webhooks", "www"),
    )
)


def is_well_formed(code: str) -> bool:
    """Whether a code has 2 to 31 small letters, digits and hyphens, and starts with a letter."""
    return _SHAPE.fullmatch(code) is not None


def is_reserved(code: str) -> bool:
    """Whether a code is kept for the product itself."""
    return code in RESERVED
