"""Tell an event to those who want to hear of it, until they have, or it is given up."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from saas.core.webhooks.models import TellingState, WebhookEndpoint, WebhookTelling
from saas.platform.audit import record
from saas.platform.clock import now
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Conflict
from saas.platform.events import AnyEvent
from saas.platform.i18n import _
from saas.platform.jobs import enqueue
from saas.platform.outbound import Limits, Unsent, call, signed_headers
from saas.platform.tenancy import current_tenant
from saas.platform.tenancy.tenant import Tenant

log = structlog.get_logger(__name__)

SEND_JOB = "webhooks.send"
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 600, 840))
"""How long after each failure it is tried again; then it is given up, 31 hours after the first."""
OFF_AFTER = timedelta(days=5)
"""An address that took nothing for so long, and gives up something, is switched off."""
GONE = 410
_LIMITS = Limits(total_s=10.0, most_bytes=64_000)


def note_event(event: AnyEvent) -> None:
    """Have each endpoint that wants this event told of it, once."""
    active = select(WebhookEndpoint).where(
        WebhookEndpoint.tenant_id == current_tenant(), WebhookEndpoint.is_active
    )
    for endpoint in session().scalars(active.order_by(WebhookEndpoint.id)):
        if event.event_name in endpoint.events:
            _ask_to_tell(endpoint.id, event)


def tell(telling_id: int) -> TellingState:
    """Send one telling if it still waits, and note what became of it."""
    telling = load_for_change(WebhookTelling, telling_id)
    if telling.state is not TellingState.WAITING:
        return telling.state
    endpoint = load(WebhookEndpoint, telling.endpoint_id)
    if not endpoint.is_active:
        _give_up(telling, "off")
        return telling.state
    telling.attempts += 1
    problem, final = _send(endpoint, telling)
    if not problem:
        telling.state, telling.problem, telling.finished_at = TellingState.DONE, "", now()
        _note_standing(endpoint, failing=False)
    else:
        _note_failure(endpoint, telling, problem, final=final)
    return telling.state


def send_again(telling_id: int) -> WebhookTelling:
    """Tell once more what was given up, with all its attempts; raises NotFound, Conflict for another state or while off."""
    telling = load_for_change(WebhookTelling, telling_id)
    if telling.state is not TellingState.DEAD:
        raise Conflict(_("Only what was given up can be sent again."))
    if not load(WebhookEndpoint, telling.endpoint_id).is_active:
        raise Conflict(_("This webhook is switched off."))
    telling.state, telling.attempts, telling.finished_at = TellingState.WAITING, 0, None
    session().flush()
    enqueue(SEND_JOB, {"telling_id": telling.id})
    record(
        "webhooks.telling.sent_again",
        "webhook_endpoint",
        telling.endpoint_id,
        detail={"telling_id": telling.id},
    )
    return telling


def _ask_to_tell(endpoint_id: int, event: AnyEvent) -> None:
    row = {
        "tenant_id": current_tenant(), "endpoint_id": endpoint_id, "event_id": event.event_id,
        "event_name": event.event_name, "event_version": event.event_version, "data": event.data,
        "occurred_at": event.occurred_at, "state": TellingState.WAITING, "attempts": 0, "problem": "",
        "created_at": now(),
    }  # fmt: skip
    statement = insert(WebhookTelling).values(row).on_conflict_do_nothing().returning(WebhookTelling.id)
    made = session().execute(statement).scalar_one_or_none()
    if made is not None:
        enqueue(SEND_JOB, {"telling_id": made})


def _send(endpoint: WebhookEndpoint, telling: WebhookTelling) -> tuple[str, bool]:
    """What went wrong, and whether another try is of no use."""
    group = session().get_one(Tenant, current_tenant()).code
    name = f"{group}-{telling.id}"
    told = {
        "id": name, "type": telling.event_name, "version": telling.event_version, "group": group,
        "timestamp": telling.occurred_at.isoformat(), "data": telling.data,
    }  # fmt: skip
    body = json.dumps(told, ensure_ascii=False).encode()
    moment = now()
    headers = {
        "Content-Type": "application/json",
        **signed_headers(name, moment, body, _secrets(endpoint, moment)),
    }
    try:
        answer = call("POST", endpoint.url, headers=headers, body=body, limits=_LIMITS)
    except Unsent as unsent:
        return unsent.problem, unsent.final
    return ("" if 200 <= answer.status < 300 else f"http {answer.status}"), answer.status == GONE


def _secrets(endpoint: WebhookEndpoint, moment: datetime) -> list[str]:
    old = endpoint.old_secret
    overlaps = endpoint.old_secret_until is not None and endpoint.old_secret_until > moment
    return [endpoint.secret, *([old] if old and overlaps else [])]


def _note_failure(endpoint: WebhookEndpoint, telling: WebhookTelling, problem: str, *, final: bool) -> None:
    log.warning("webhook_not_taken", telling_id=telling.id, attempt=telling.attempts, problem=problem)
    telling.problem = problem
    gone = problem == f"http {GONE}"
    if final or telling.attempts > len(PAUSES):
        _give_up(telling, problem)
        since = endpoint.failing_since
        if gone or (since is not None and since < now() - OFF_AFTER):
            _switch_off(endpoint, "gone" if gone else "failing")
            return
    else:
        enqueue(SEND_JOB, {"telling_id": telling.id}, run_after=now() + PAUSES[telling.attempts - 1])
    _note_standing(endpoint, failing=True)


def _give_up(telling: WebhookTelling, problem: str) -> None:
    telling.state, telling.problem, telling.finished_at = TellingState.DEAD, problem, now()


def _note_standing(endpoint: WebhookEndpoint, *, failing: bool) -> None:
    # Only where it changes: many are told at once, and the row is one.
    if failing is (endpoint.failing_since is not None):
        return
    _change(endpoint, failing_since=now() if failing else None)


def _switch_off(endpoint: WebhookEndpoint, because: str) -> None:
    _change(endpoint, is_active=False, off_because=because)
    record("webhooks.endpoint.given_up", "webhook_endpoint", endpoint.id, detail={"because": because})


def _change(endpoint: WebhookEndpoint, **values: object) -> None:
    # Without a look at the version: another telling may note the same at this moment.
    session().execute(
        update(WebhookEndpoint)
        .where(WebhookEndpoint.tenant_id == endpoint.tenant_id, WebhookEndpoint.id == endpoint.id)
        .values(**values, row_version=WebhookEndpoint.row_version + 1)
        .execution_options(synchronize_session=False)
    )
    session().expire(endpoint)
