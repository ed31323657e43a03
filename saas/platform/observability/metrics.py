"""Figures for Prometheus, without tenants: requests as they come, the rest asked when `/metrics` is read."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address

from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from saas.config import Settings

_EXTENSION = "saas_metrics"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
blueprint = Blueprint("metrics", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that is asked when the figures are read. labels: never a tenant or a person; counts: only ever grows."""

    name: str
    help: str
    value: float
    labels: dict[str, str] = field(default_factory=dict)
    counts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meters:
    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram
    token: str


class _Asked(Collector):
    """Turns a source of figures into Prometheus' families."""

    def __init__(self, source: Callable[[], Iterable[Figure]]) -> None:
        self._source = source

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing: asking at registration would need a running application."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        """The families of this moment."""
        families: dict[str, GaugeMetricFamily | CounterMetricFamily] = {}
        for figure in self._source():
            family = families.get(figure.name)
            if family is None:
                kind = CounterMetricFamily if figure.counts else GaugeMetricFamily
                family = families[figure.name] = kind(figure.name, figure.help, labels=list(figure.labels))
            family.add_metric(list(figure.labels.values()), figure.value)
        yield from families.values()


def install_metrics(app: Flask, settings: Settings) -> None:
    """Count the requests of this application and serve `/metrics`."""
    # A second series for each counter that says when it began: nobody asks for it.
    disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves it untyped
    registry = CollectorRegistry()
    app.extensions[_EXTENSION] = _Meters(
        registry=registry,
        requests=Counter(
            "http_requests", "Requests by endpoint.", ["endpoint", "method", "status"], registry=registry
        ),
        seconds=Histogram(
            "http_request_seconds", "Seconds by endpoint.", ["endpoint"], buckets=_BUCKETS, registry=registry
        ),
        token=settings.metrics_token,
    )
    app.after_request(_count)
    app.register_blueprint(blueprint)


def add_figures(app: Flask, source: Callable[[], Iterable[Figure]]) -> None:
    """Let `source` be asked, inside the application, whenever the figures are read."""
    _meters(app).registry.register(_Asked(source))


def _meters(app: Flask) -> _Meters:
    meters: _Meters = app.extensions[_EXTENSION]
    return meters


def _count(response: Response) -> Response:
    meters = _meters(current_app)
    endpoint = request.endpoint or "none"
    # Anybody may send any word as a method; each would be a series for ever.
    method = request.method if request.method in _METHODS else "other"
    meters.requests.labels(endpoint, method, response.status_code).inc()
    if "began" in g:
        meters.seconds.labels(endpoint).observe(time.perf_counter() - g.began)
    return response


@blueprint.get("/metrics")
def metrics() -> Response:
    """All figures in Prometheus' text form; for others than loopback and the bearer of the token, 404."""
    meters = _meters(current_app)
    if not _may_read(meters.token):
        return Response("not found\n", status=404, mimetype="text/plain")
    return Response(generate_latest(meters.registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(token: str) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    # A proxy on this machine is loopback too, and says for whom it asks.
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not forwarded and _loopback(request.remote_addr or "")


def _loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
