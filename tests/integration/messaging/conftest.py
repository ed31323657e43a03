"""A gateway as a process of its own, and a group whose text messages go there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from sqlalchemy import select

from saas.core.customers.models import ContactKind, ContactPoint
from saas.core.messaging.models import Adapter
from saas.core.messaging.operations import ChannelDetails, TemplateWords, add_template, set_channel
from saas.core.privacy.models import ContactChannel
from saas.core.privacy.policy import set_contact_policy
from saas.platform.database import session
from saas.testing.factories import groups
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """The process, as a test sees it."""

    port: int

    @property
    def url(self) -> str:
        """Where it takes messages."""
        return f"http://127.0.0.1:{self.port}/send"

    def setup(self, secret: str, answers: Sequence[int] = ()) -> None:
        """Forget all; the next answers are these, then 200."""
        self._ask("setup", {"secret": secret, "answers": list(answers)})

    def taken(self) -> list[dict[str, Any]]:
        """The messages it took, each once."""
        return list(self._ask("taken")["taken"])

    def calls(self) -> list[str]:
        """The key of each signed request."""
        return list(self._ask("taken")["calls"])

    def _ask(self, path: str, told: object = None) -> Any:
        data = json.dumps(told).encode() if told is not None else None
        with urlopen(Request(f"http://127.0.0.1:{self.port}/{path}", data=data), timeout=10) as answer:
            return json.load(answer)


@pytest.fixture(scope="module")
def gateway_process() -> Iterator[Gateway]:
    command = [sys.executable, str(Path(__file__).with_name("gateway.py"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield Gateway(port=int(process.stdout.readline()))
        finally:
            process.terminate()


@pytest.fixture
def gateway(app: Flask, gateway_process: Gateway) -> Iterator[Gateway]:
    """The gateway, with its address on the list of those that may be called."""
    settings = app.extensions["saas_settings"]
    allowed = frozenset({f"127.0.0.1:{gateway_process.port}"})
    app.extensions["saas_settings"] = replace(settings, outbound_allow=allowed)
    yield gateway_process
    app.extensions["saas_settings"] = settings


@pytest.fixture
def there(app: Flask, gateway: Gateway) -> Group:
    """A group that is never quiet, whose text messages go by the gateway, with a template."""
    made = groups.group(name="华通汽车")
    with inside(made.id):
        set_contact_policy({}, caps=[])
        details = ChannelDetails(
            adapter=Adapter.GATEWAY, gateway_url=gateway.url, signature="华通汽车",
            opt_out_zh="拒收请回复R", opt_out_en="Reply R to stop.",
        )  # fmt: skip
        gateway.setup(set_channel(ContactChannel.SMS, details).secret)
        for purpose in ("service", "marketing"):
            add_template(
                code=purpose, name=purpose, channel=ContactChannel.SMS, purpose=purpose,
                words=TemplateWords(body_zh="{salutation}，您的爱车该保养了。", body_en="Dear {salutation}, time for a service."),
            )  # fmt: skip
    return made


def point_of(customer_id: int, kind: ContactKind = ContactKind.PHONE) -> int:
    """The first contact of a kind."""
    mine = (ContactPoint.customer_id == customer_id, ContactPoint.kind == kind)
    return session().scalars(select(ContactPoint.id).where(*mine).order_by(ContactPoint.id)).first() or 0
