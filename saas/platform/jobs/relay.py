"""The relay process: takes the groups in turn and sends what is due; the only thing that fills the queues."""

from __future__ import annotations

from threading import Event
from time import monotonic

import structlog
from flask import Flask
from redis import RedisError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from saas.platform.database import dispose_engines, system_sessions
from saas.platform.jobs.carrier import Carrier
from saas.platform.jobs.reaping import Reaper
from saas.platform.jobs.sending import release, serve, tenants_with_held, tenants_with_work

log = structlog.get_logger(__name__)

LEASE = 15.0
# Looking is cheaper than being told: NOTIFY takes one lock of the whole cluster at every commit that uses it.
BUSY_SECONDS = 0.05
IDLE_SECONDS = 0.5
REAP_EVERY = 1.0
RELEASE_EVERY = 2.0
LONGEST_WAIT = 2.0


class Relay:
    """What the process holds between two rounds. The application context is open around its methods."""

    def __init__(self, carrier: Carrier, sessions: sessionmaker[Session], *, lease: float = LEASE) -> None:
        self._carrier = carrier
        self._sessions = sessions
        self._reaper = Reaper(lease)
        self._last_tenant = 0
        self._reap_at = self._release_at = 0.0

    def round(self) -> int:
        """Give each group one turn; how many jobs were sent. Raises RedisError or DBAPIError while a server is away."""
        self._carrier.is_there()
        self._look_after()
        with self._sessions.begin() as work:
            tenants = tenants_with_work(work)
        # Begin after the one that came first last time, so that no group is always first.
        turn = [t for t in tenants if t > self._last_tenant] + [t for t in tenants if t <= self._last_tenant]
        self._last_tenant = turn[0] if turn else 0
        return sum(self._serve(tenant_id) for tenant_id in turn)

    def _serve(self, tenant_id: int) -> int:
        with self._sessions.begin() as work:
            parcels = serve(work, tenant_id)
        # After the commit: a worker that is quicker than we must find the row as sent. A kill here is the reaper's.
        self._carrier.send(parcels)
        return len(parcels)

    def _look_after(self) -> None:
        moment = monotonic()
        if moment >= self._reap_at:
            with self._sessions.begin() as work:
                self._reaper.reap(work, self._carrier)
            self._reap_at = moment + REAP_EVERY
        if moment >= self._release_at:
            with self._sessions.begin() as work:
                for tenant_id in tenants_with_held(work):
                    release(work, tenant_id)
            self._release_at = moment + RELEASE_EVERY


def run_relay(app: Flask, stop: Event, *, lease: float = LEASE) -> None:
    """Relay until `stop` is set, over restarts of either server.

    lease: seconds for which a running job may be silent before it is given to another worker.
    """
    with app.app_context():
        carrier = Carrier(app.config["JOBS_REDIS_URL"])
        relay = Relay(carrier, system_sessions("the relay sends the jobs of all groups"), lease=lease)
        wait = BUSY_SECONDS
        while not stop.is_set():
            try:
                sent = relay.round()
                wait = BUSY_SECONDS if sent else min(wait * 2, IDLE_SECONDS)
            except (RedisError, DBAPIError) as error:
                log.warning("server_away", error=type(error).__name__, detail=str(error).splitlines()[:1])
                wait = min(max(wait, IDLE_SECONDS) * 2, LONGEST_WAIT)
            stop.wait(wait)
        carrier.close()
    dispose_engines(app)
