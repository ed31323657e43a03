"""What is done with webhooks: set up, tell, send again."""

from saas.core.webhooks.operations.endpoints import (
    EndpointDetails,
    NewEndpoint,
    add_endpoint,
    change_endpoint,
    remove_endpoint,
    renew_secret,
    switch,
)
from saas.core.webhooks.operations.telling import SEND_JOB, note_event, send_again, tell

__all__ = [
    "SEND_JOB",
    "EndpointDetails",
    "NewEndpoint",
    "add_endpoint",
    "change_endpoint",
    "note_event",
    "remove_endpoint",
    "renew_secret",
    "send_again",
    "switch",
    "tell",
]
