"""Background work of the API."""

from __future__ import annotations

from saas.platform.security.idempotency import forget_old_answers


def forget_answers(period: str) -> dict[str, int]:  # noqa: ARG001  # every schedule says for when it is
    """Forget what was answered more than a day ago."""
    return {"forgotten": forget_old_answers()}
