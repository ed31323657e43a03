"""A receiver as a process of its own, and a group that tells it what happens."""

from __future__ import annotations

import pytest
from flask import Flask

from saas.core.webhooks.operations import EndpointDetails, NewEndpoint, add_endpoint
from saas.testing.factories import groups
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group
from tests.integration.messaging.conftest import Gateway, gateway, gateway_process

__all__ = ["gateway", "gateway_process"]

CREATED = "customers.customer_created"


@pytest.fixture
def there(app: Flask) -> Group:
    return groups.group()


@pytest.fixture
def endpoint(there: Group, gateway: Gateway) -> NewEndpoint:
    """The receiver, told of new customers."""
    with inside(there.id):
        made = add_endpoint(EndpointDetails(name="CRM", url=gateway.url, events=[CREATED]))
        made.endpoint.id  # noqa: B018  # read while there is a session
    gateway.setup(made.secret)
    return made
