"""Which metrics the current group has."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import url_for

from saas.core.contracts.metrics import Metric, MetricSubject
from saas.platform.errors import NotFound, Unavailable
from saas.platform.i18n import _
from saas.platform.plugins import Answer, Contribution, ask_plainly, contributions

R = TypeVar("R")


def metrics(by: MetricSubject | None = None) -> list[Metric]:
    """What the current group can measure, of one kind of subject if given, by key; those of plugins that are on."""
    found = (one.value for one in contributions(Metric))
    return sorted((one for one in found if by is None or by in one.subjects), key=lambda one: one.key)


def metric_of(key: str) -> Contribution[Metric]:
    """One metric and whose it is; raises NotFound where it is not there or its plugin is off."""
    found = next((one for one in contributions(Metric) if one.value.key == key), None)
    if found is None:
        raise NotFound(_("This figure is not available: the module that measures it is off."))
    return found


def metric(key: str) -> Metric | None:
    """One metric, None where it is not there or its plugin is off."""
    return next((one.value for one in contributions(Metric) if one.value.key == key), None)


def source_address(key: str, row_id: int) -> str:
    """The page of a row that a metric is made of; empty where it has none or its plugin is off."""
    found = next((one for one in contributions(Metric) if one.value.key == key), None)
    if found is None or not found.value.source_endpoint:
        return ""
    endpoint = found.value.source_endpoint
    argument: dict[str, Any] = {found.value.source_argument: row_id}
    return ask_plainly(found.owner, place_of(found), lambda: url_for(endpoint, **argument), str).value or ""


def place_of(found: Contribution[Metric]) -> str:
    """The name of a metric's computation in the log, failures and breaker."""
    return f"metrics.{found.value.key}"


def had(answer: Answer[R]) -> R:
    """What a metric answered; raises Unavailable when it failed."""
    if answer.value is None:
        raise Unavailable(_("This figure cannot be computed at the moment. Try again later."))
    return answer.value
