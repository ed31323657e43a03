"""Routes with the leaks that the probes must find, and one without."""

from __future__ import annotations

from flask import Flask, Response, g, redirect, request
from sqlalchemy import create_engine, select, text
from werkzeug.wrappers import Response as AnyResponse

from saas.config import Settings
from saas.core.accounts.operations.members import jot_down
from saas.core.customers.models import Customer
from saas.platform.database import load, session
from saas.platform.errors import NotFound
from saas.platform.permissions import requires
from saas.platform.web import GroupPages
from tests.contract.fuzz.probes import Own, Probe

READ = "customers.customer:read"
TABLE = {
    "GET planted.row": Probe(),
    "GET planted.remembered": Probe(with_rows=("customer",)),
    "POST planted.choose": Probe(body={"store_id": Own("store")}),
    "GET planted.sound": Probe(),
}


def plant_leaks(app: Flask) -> None:
    """Add the routes to an application that has not answered yet."""
    pages = GroupPages("planted", __name__)
    remembered: dict[str, str] = {}
    settings: Settings = app.extensions["saas_settings"]

    @pages.get("/rows/<int:customer_id>")
    @requires(READ)
    def row(customer_id: int) -> str:
        """A query without tenant, past session and policy."""
        engine = create_engine(settings.system_database_url)
        with engine.connect() as work:
            statement = text("SELECT name FROM customer WHERE id = :id")
            name = work.execute(statement, {"id": customer_id}).scalar()
        engine.dispose()
        if name is None:
            raise NotFound("-")
        return str(name)

    @pages.get("/remembered", endpoint="remembered")
    @requires(READ)
    def remembered_names() -> str:
        """A cache whose key does not name the tenant."""
        if "names" not in remembered:
            remembered["names"] = ", ".join(session().scalars(select(Customer.name)))
        return remembered["names"]

    @pages.post("/choice")
    @requires(READ)
    def choose() -> AnyResponse:
        """A form that keeps an id unseen, in a column without a foreign key."""
        chosen = {**g.member.preferences, "favourite": int(request.form["store_id"])}
        jot_down(session(), g.member, preferences=chosen)
        return redirect(f"/t/{g.tenant.code}/", 303)

    @pages.get("/sound/<int:customer_id>")
    @requires(READ)
    def sound(customer_id: int) -> Response:
        """The same as the first, by the session."""
        return Response(load(Customer, customer_id).name)

    app.register_blueprint(pages)
