"""A process of an environment that holds wheels alone: somebody works with the example over the WSGI application.

Called with the group's code, its administrator's invitation and an API token; ends with what the page did not show.
"""

from __future__ import annotations

import io
import sys
from urllib.parse import urlsplit

from flask.testing import FlaskClient

from saas.platform.jobs.by_hand import run_waiting
from saas.testing.factories.pages import csrf_token
from wsgi import app

VIN = "LSVAA49J1R2000017"
PLATE = "沪A12345"
LIST = f"召回编号,召回内容,车架号,安全\nS2026-014,安全气囊气体发生器更换,{VIN},是\n"


class Program:
    """What the manufacturer's interface does with a token."""

    def __init__(self, group: str, token: str) -> None:
        self.base, self.headers = f"/api/v1/t/{group}", {"Authorization": f"Bearer {token}"}
        self.client = app.test_client()

    def send(self, method: str, path: str, **more: object) -> dict[str, object]:
        headers = {**self.headers, **more.pop("headers", {})}  # type: ignore[dict-item]
        answer = self.client.open(self.base + path, method=method, headers=headers, **more)  # type: ignore[arg-type]
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
        return dict(answer.get_json())


def bring_in(program: Program, tenant_id: int) -> None:
    """A vehicle, and a list that names it."""
    program.send("POST", "/vehicles/", json={"vin": VIN, "plate": PLATE})
    file = {"file": (io.BytesIO(LIST.encode()), "list.csv")}
    number = program.send("POST", "/imports/?importer=recalls.entries", data=file)["id"]
    work_off(tenant_id)
    seen = program.send("GET", f"/imports/{number}")
    mapping = {
        "source": "",
        "fields": ["number", "title", "vin", "safety"],
        "stores": {},
        "default_store_id": None,
    }
    version = {"If-Match": f'"{seen["row_version"]}"'}
    program.send("PUT", f"/imports/{number}/mapping", json=mapping, headers=version)
    for step in ("check", "run"):
        program.send("POST", f"/imports/{number}/{step}")
        work_off(tenant_id)


def work_off(tenant_id: int) -> None:
    with app.app_context():
        run_waiting(tenant_id)


def joined(invitation: str) -> FlaskClient:
    """A browser in which the administrator has just signed up."""
    client, address = app.test_client(), urlsplit(invitation).path
    fields = {"login": "wang@example.com", "password": "correct horse battery", "display_name": "王总"}
    answer = client.post(f"{address}/join", data={"_csrf": csrf_token(client, address), **fields})
    assert answer.status_code == 303, answer.text
    return client


def main(group: str, invitation: str, token: str) -> str | None:
    """What the list of recalled vehicles does not show."""
    from saas.cli.frame.tenants import tenant_id_of

    with app.app_context():
        tenant_id = tenant_id_of(group)
    bring_in(Program(group, token), tenant_id)
    page = joined(invitation).get(f"/t/{group}/x/recalls/").text
    return None if PLATE in page and "S2026-014" in page else page


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
