"""Settings from the environment, typed; a wrong value is refused at start with the variable's name."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

T = TypeVar("T", bound=StrEnum)


# Where the demo leaves its sign-ins, whose password everybody knows.
DEMO_SIGN_INS = "demo-sign-ins.txt"


class SettingError(ValueError):
    """A variable is missing or wrong; the text names it and says how to mend it."""


class Environment(StrEnum):
    """What the process runs for; it decides how strict the checks at start are."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class Registration(StrEnum):
    """Who may create a group in the browser."""

    OPEN = "open"
    INVITED = "invited"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimits:
    """Requests in a minute of one address, person, token and group; 0 counts nothing.

    Generous for people behind one address and for programs that work through their rows, tight for loops that went wild.
    """

    address: int = 3_000
    person: int = 600
    token: int = 1_200
    group: int = 30_000


NO_RATE_LIMITS = RateLimits(address=0, person=0, token=0, group=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that a process is told from outside.

    environment: SAAS_ENV, `development`, `test` or `production`.
    secret_key: SAAS_SECRET_KEY, signs CSRF tokens and cookies; at least 32 characters in production.
    platform_key: SAAS_PLATFORM_KEY, 32 bytes as base64; wraps the data keys of all groups. Losing it loses them.
    database_url: DATABASE_URL, the application role. system_database_url: SYSTEM_DATABASE_URL, the role that passes
        row-level security. owner_database_url: OWNER_DATABASE_URL, only for migrations; empty in web and workers.
    redis_url: REDIS_URL, the queue server (Valkey or Redis).
    role_prefix: SAAS_ROLE_PREFIX, the database roles are `<prefix>_owner`, `_app`, `_system`.
    var: SAAS_VAR, folder for files, logs and embedded servers.
    base_url: SAAS_BASE_URL, how people reach the service; links in mail start with it.
    smtp_url: SAAS_SMTP_URL, `smtp://user:password@host:port` or `smtps://…`; empty: mail is kept in the development mailbox.
    mail_from: SAAS_MAIL_FROM, the sender of mail to staff.
    registration: SAAS_REGISTRATION, `open`, `invited` or `closed`.
    metrics_token: SAAS_METRICS_TOKEN; without it /metrics answers on loopback only.
    trusted_proxies: SAAS_TRUSTED_PROXIES, number of reverse proxies whose X-Forwarded-* headers count.
    trace_hooks: SAAS_TRACE_HOOKS, `1` to tell each call of a plugin in the log.
    outbound_allow: SAAS_OUTBOUND_ALLOW, hosts of our own network that may be called, as `host` or `host:port`, with commas.
    rate_limits: SAAS_RATE_LIMITS, `person=600,token=1200,address=3000,group=30000`, requests in a minute; those not
        named keep their default, 0 counts nothing.
    security_contact: SAAS_SECURITY_CONTACT, `mailto:…`, `https://…` or `tel:…`; whom security.txt names, empty for none.
    """

    environment: Environment
    secret_key: str = field(repr=False)
    platform_key: bytes = field(repr=False)
    database_url: str = field(repr=False)
    system_database_url: str = field(repr=False)
    owner_database_url: str = field(default="", repr=False)
    redis_url: str = field(repr=False)
    role_prefix: str = "aftercare"
    var: Path = Path("var")
    base_url: str = "http://127.0.0.1:8000"
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "Aftercare <noreply@localhost>"
    registration: Registration = Registration.OPEN
    metrics_token: str = field(default="", repr=False)
    trusted_proxies: int = 0
    trace_hooks: bool = False
    security_contact: str = ""
    outbound_allow: frozenset[str] = frozenset()
    rate_limits: RateLimits = RateLimits()

    @property
    def production(self) -> bool:
        """Whether real customers' data are at stake."""
        return self.environment is Environment.PRODUCTION

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Read and check all variables; raises SettingError naming the first that is missing or wrong."""
        settings = cls(
            environment=_choice(env, "SAAS_ENV", Environment, Environment.DEVELOPMENT),
            secret_key=_required(env, "SAAS_SECRET_KEY"),
            platform_key=_key(env, "SAAS_PLATFORM_KEY"),
            database_url=_url(env, "DATABASE_URL"),
            system_database_url=_url(env, "SYSTEM_DATABASE_URL"),
            owner_database_url=env.get("OWNER_DATABASE_URL", ""),
            redis_url=_required(env, "REDIS_URL"),
            role_prefix=env.get("SAAS_ROLE_PREFIX", "aftercare"),
            var=Path(env.get("SAAS_VAR", "var")).absolute(),
            base_url=env.get("SAAS_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
            smtp_url=env.get("SAAS_SMTP_URL", ""),
            mail_from=env.get("SAAS_MAIL_FROM", "Aftercare <noreply@localhost>"),
            registration=_choice(env, "SAAS_REGISTRATION", Registration, Registration.OPEN),
            metrics_token=env.get("SAAS_METRICS_TOKEN", ""),
            trusted_proxies=_number(env, "SAAS_TRUSTED_PROXIES", 0),
            trace_hooks=_number(env, "SAAS_TRACE_HOOKS", 0) > 0,
            security_contact=_contact(env, "SAAS_SECURITY_CONTACT"),
            outbound_allow=_hosts(env, "SAAS_OUTBOUND_ALLOW"),
            rate_limits=_rate_limits(env, "SAAS_RATE_LIMITS"),
        )
        if settings.production:
            settings._check_production(env)
        return settings

    def _check_production(self, env: Mapping[str, str]) -> None:
        if len(self.secret_key) < 32:
            raise SettingError("SAAS_SECRET_KEY: production needs at least 32 random characters")
        if (self.var / DEMO_SIGN_INS).exists():
            raise SettingError(
                "SAAS_VAR: this folder holds the demo, whose password everybody knows; production needs its own"
            )
        if not self.smtp_url:
            raise SettingError(
                "SAAS_SMTP_URL: production needs a mail server, as smtp://user:password@host:port"
            )
        if not env.get("SAAS_BASE_URL", "").startswith("https://"):
            raise SettingError("SAAS_BASE_URL: production needs the https:// address that people use")


def _required(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "")
    if not value:
        raise SettingError(f"{name} is not set; see docs/operators/settings.md")
    return value


def _url(env: Mapping[str, str], name: str) -> str:
    value = _required(env, name)
    scheme, found, rest = value.partition("://")
    if not found or not scheme.startswith("postgres"):
        raise SettingError(f"{name}: expected postgresql://user:password@host/database")
    return "postgresql+psycopg://" + rest


def _key(env: Mapping[str, str], name: str) -> bytes:
    try:
        key = base64.b64decode(_required(env, name), validate=True)
    except binascii.Error as error:
        raise SettingError(f"{name}: not base64") from error
    if len(key) != 32:
        raise SettingError(f"{name}: 32 bytes as base64 are needed, these are {len(key)}")
    return key


def _choice(env: Mapping[str, str], name: str, kind: type[T], default: T) -> T:
    value = env.get(name, default.value)
    try:
        return kind(value)
    except ValueError:
        raise SettingError(f"{name}: {value!r} is none of {', '.join(kind)}") from None


def _contact(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "")
    # It becomes a line of security.txt, in which a line break would be another field.
    if value and not (value.startswith(("mailto:", "https://", "tel:")) and value.isprintable()):
        raise SettingError(f"{name}: expected mailto:…, https://… or tel:…")
    if " " in value:
        raise SettingError(f"{name}: an address has no spaces")
    return value


def _hosts(env: Mapping[str, str], name: str) -> frozenset[str]:
    hosts = frozenset(host.strip().lower() for host in env.get(name, "").split(",") if host.strip())
    for host in hosts:
        if "/" in host or " " in host:
            raise SettingError(f"{name}: {host!r} is neither a host nor host:port")
    return hosts


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, str(default))
    if not value.isdigit():
        raise SettingError(f"{name}: {value!r} is not a whole number")
    return int(value)


def _rate_limits(env: Mapping[str, str], name: str) -> RateLimits:
    known = {one.name for one in fields(RateLimits)}
    found = {}
    for part in filter(None, env.get(name, "").split(",")):
        whose, _equals, number = (text.strip() for text in part.partition("="))
        if whose not in known or not number.isdigit():
            raise SettingError(
                f"{name}: {part!r} is not one of {', '.join(sorted(known))} with a whole number"
            )
        found[whose] = int(number)
    return RateLimits(**found)
