"""Both groups are told what happens by webhooks of their own: what happens in one is told to nobody of the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select, text

from saas.config import Settings
from saas.core.customers.events import CustomerChanged
from saas.core.webhooks.models import WebhookEndpoint
from saas.core.webhooks.operations import EndpointDetails, add_endpoint, remove_endpoint
from saas.core.webhooks.queries import event_types
from saas.parts import load_registry
from saas.platform.database import system_session, unit_of_work
from saas.platform.events import Subscription, publish
from saas.platform.jobs import enqueue
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.outbound import call
from saas.platform.plugins import CORE, Contribution, Registry
from saas.platform.tenancy import tenant_context
from saas.testing.applications import running_application
from tests.contract.fuzz.kinds import scene_of
from tests.contract.fuzz.rows import changed, fingerprints
from tests.contract.fuzz.worlds import World, Worlds, working_in


@dataclass(slots=True)
class Receiver:
    """A server on this machine that keeps what it is told, by path."""

    port: int = 0
    told: list[tuple[str, str]] = field(default_factory=list)

    @property
    def allowed(self) -> str:
        """The host as the setting names it."""
        return f"127.0.0.1:{self.port}"

    def of(self, world: World) -> list[str]:
        """What a group's endpoint was told."""
        return [body for path, body in self.told if path == f"/{world.code}"]


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            found.told.append((self.path, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_what: object) -> None:
            """Nothing: it is looked at here."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def telling(worlds: Worlds, receiver: Receiver, registry: Registry | None = None) -> Iterator[Worlds]:
    """The same two groups, in an application that may call the receiver; each has an endpoint for all events."""
    settings: Settings = worlds.app.extensions["saas_settings"]
    allowed = replace(settings, outbound_allow=frozenset({receiver.allowed}))
    receiver.told.clear()
    with running_application(allowed, registry) as app, working_in(app):
        made = {world.id: _endpoint(world, receiver) for world in (worlds.a, worlds.b)}
        yield replace(worlds, app=app)
        for world in (worlds.a, worlds.b):
            with world.acting():
                remove_endpoint(made[world.id])


def _endpoint(world: World, receiver: Receiver) -> int:
    with world.acting():
        url = f"http://{receiver.allowed}/{world.code}"
        names = [kind.name for kind in event_types()]
        return add_endpoint(EndpointDetails(name="fuzz", url=url, events=names)).endpoint.id


def findings(worlds: Worlds, receiver: Receiver) -> Iterator[str]:
    """Something happens in A, with rows of A and then of B; a telling of B is asked for in A."""
    before = fingerprints(worlds.system, worlds.b.id)
    own = scene_of(worlds.a, worlds.a.user)["customer"]
    _work(worlds)
    for customer, whose in ((own, "its own"), (worlds.b_ids["customer"], "another's")):
        receiver.told.clear()
        with worlds.a.acting():
            publish(CustomerChanged(customer_id=customer))
        _work(worlds)
        if receiver.of(worlds.b):
            yield f"{whose} customer in A: the other group's endpoint is told"
        told = [json.loads(body) for body in receiver.of(worlds.a)]
        if [one["group"] for one in told] != [worlds.a.code]:
            yield f"twin: {whose} customer in A: its endpoint is told {len(told)} times"
        if any(worlds.b.words.told_in(body) for _path, body in receiver.told):
            yield f"{whose} customer in A: words of the other group are told"
    receiver.told.clear()
    with worlds.a.acting():
        enqueue("webhooks.send", {"telling_id": worlds.b_ids["telling"]})
    _work(worlds)
    if receiver.told:
        yield "a telling of B is sent by A"
    if moved := changed(before, fingerprints(worlds.system, worlds.b.id)):
        yield f"rows of B changed: {moved}"


def _work(worlds: Worlds) -> None:
    with worlds.app.app_context():
        run_waiting(worlds.a.id)


@pytest.mark.req("C-04", "C-06")
def test_webhooks_tell_their_own_group_only(worlds: Worlds, receiver: Receiver) -> None:
    with telling(worlds, receiver) as told:
        assert list(findings(told, receiver)) == []


def tell_everybody(event: CustomerChanged) -> None:
    """A subscriber that looks up who is to be told without its group."""
    with system_session("a planted leak") as work:
        groups = (
            work.execute(text("SELECT tenant_id FROM webhook_endpoint WHERE name = 'fuzz'")).scalars().all()
        )
    for group in groups:
        with tenant_context(group), unit_of_work() as work:
            (url,) = work.scalars(select(WebhookEndpoint.url).where(WebhookEndpoint.name == "fuzz"))
        call("POST", url, body=json.dumps({"group": "", "id": event.customer_id}).encode())


def test_webhook_without_its_group_is_found(worlds: Worlds, receiver: Receiver) -> None:
    found = load_registry()
    planted = Contribution(owner=CORE, value=Subscription(event=CustomerChanged, handler=tell_everybody))
    more: dict[type, Any] = {Subscription: (*found.contributions[Subscription], planted)}
    leaking = replace(found, contributions={**found.contributions, **more})
    with telling(worlds, receiver, leaking) as told:
        assert "its own customer in A: the other group's endpoint is told" in list(findings(told, receiver))
