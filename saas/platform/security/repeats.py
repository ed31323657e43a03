"""The key of the request that is being done: taken before it, its answer kept after it; forms and API go the same way."""

from __future__ import annotations

from flask import Response, g

from saas.platform.security.idempotency import Claim, KeptAnswer, claim, keep, release


def begin(key: str, request_hash: str) -> Response | None:
    """Take the key for this transaction, or give the answer kept for it; raises what `claim` raises."""
    taken = claim(key, request_hash)
    if isinstance(taken, KeptAnswer):
        return taken.response()
    g.claim = taken
    return None


def begun() -> bool:
    """Whether this request has taken its key."""
    return "claim" in g


def keep_no_answer() -> None:
    """Let a repetition do the work again: for answers of which each showing is logged, and acts that guard themselves."""
    taken: Claim | None = g.pop("claim", None)
    if taken:
        release(taken)


def keep_instead(answer: Response) -> None:
    """Let a repetition be answered this, because the answer itself shows a secret once, which is stored nowhere."""
    g.kept_instead = answer


def keep_answer(response: Response) -> Response:
    """Keep what the request was answered, if it succeeded; the commit comes later."""
    taken: Claim | None = g.pop("claim", None)
    if taken and response.status_code < 400:
        keep(taken, g.pop("kept_instead", response))
    return response
