"""`/healthz`: the process lives. `/readyz`: what it needs is there, a line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app
from redis import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from saas.platform.database import global_session
from saas.platform.database.migrations import CORE, heads
from saas.platform.valkey import valkey

_EXTENSION = "saas_health"
blueprint = Blueprint("health", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How one part is: well or not, and a line that says so without telling secrets."""

    well: bool
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A part that must be well for this process to be ready."""

    name: str
    look: Callable[[], Finding]


def database_answers() -> Finding:
    """Whether PostgreSQL takes a statement."""
    try:
        with global_session() as work:
            work.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        return Finding(well=False, line=f"does not answer ({type(error).__name__})")
    return Finding(well=True, line="answers")


def queue_answers() -> Finding:
    """Whether Valkey answers."""
    try:
        valkey().ping()
    except RedisError as error:
        return Finding(well=False, line=f"does not answer ({type(error).__name__})")
    return Finding(well=True, line="answers")


def migrations_done() -> Finding:
    """Whether the core's schema is the one that the code wants."""
    try:
        with global_session() as work:
            stored, wanted = heads(work.connection(), CORE)
    except SQLAlchemyError as error:
        return Finding(well=False, line=f"not known ({type(error).__name__})")
    if stored == wanted:
        return Finding(well=True, line=f"at {stored}")
    return Finding(well=False, line=f"at {stored}, the code wants {wanted}: run `saas db upgrade`")


def front_end_built(manifest: Path) -> Check:
    """Whether the built styles and scripts are there; `manifest` is the list that the build writes."""

    def look() -> Finding:
        if manifest.is_file():
            return Finding(well=True, line="built")
        return Finding(well=False, line="not built: run `make build`")

    return Check(name="front end", look=look)


def plugins_whole(inert: Callable[[], Mapping[str, str]]) -> Check:
    """Which plugins cannot run; they do not keep the others from serving. `inert`: the reason of each, by name."""

    def look() -> Finding:
        found = "; ".join(f"{name} ({reason})" for name, reason in sorted(inert().items()))
        return Finding(well=True, line=f"inert: {found}" if found else "none inert")

    return Check(name="plugins", look=look)


BASIC = (
    Check(name="postgresql", look=database_answers),
    Check(name="valkey", look=queue_answers),
    Check(name="migrations", look=migrations_done),
)


def install_health(app: Flask, checks: Sequence[Check]) -> None:
    """Serve both addresses; `checks` come after the basic ones."""
    app.extensions[_EXTENSION] = (*BASIC, *checks)
    app.register_blueprint(blueprint)


def findings() -> list[tuple[str, Finding]]:
    """What each check of the current application finds now; the doctor asks the same."""
    checks: tuple[Check, ...] = current_app.extensions[_EXTENSION]
    return [(check.name, check.look()) for check in checks]


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process lives; nothing else is asked."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> Response:
    """200 when all that is needed is there, else 503; a line for each part."""
    found = findings()
    lines = [f"{'ok' if one.well else 'not ready'}  {name}: {one.line}\n" for name, one in found]
    status = 200 if all(one.well for _name, one in found) else 503
    return Response(
        "".join(lines), status=status, mimetype="text/plain", headers={"Cache-Control": "no-store"}
    )
