"""One form for all log lines: ours and those of the libraries, with request, tenant and member on each."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from saas.config import Environment, Settings
from saas.platform.observability.redaction import drop_sensitive, tell_exception
from saas.platform.tenancy import current_actor, find_tenant

# They tell at INFO what our own lines say better.
_QUIET = ("werkzeug", "alembic.runtime.migration", "rq.worker", "fontTools")


def add_place(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A structlog processor: whose data is worked on and who does it."""
    tenant = find_tenant()
    if tenant is not None:
        event.setdefault("tenant", tenant)
    actor = current_actor()
    if actor.member_id is not None:
        event.setdefault("member", actor.member_id)
    elif actor.id is not None:
        event.setdefault("actor", f"{actor.kind.value}:{actor.id}")
    return event


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        add_place,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tell_exception,
        drop_sensitive,
    ]


def _renderer(environment: Environment) -> Processor:
    if environment is Environment.PRODUCTION:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


def configure_logs(settings: Settings) -> None:
    """Set up structlog and the standard library's root logger; the last call holds."""
    shared = _shared()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _renderer(settings.environment),
        ],
    )
    _set_root_handler(formatter)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class _OurHandler(logging.Handler):
    """Writes to whatever stderr is at the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            sys.stderr.write(self.format(record) + "\n")
        except OSError:
            self.handleError(record)


def _set_root_handler(formatter: logging.Formatter) -> None:
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, _OurHandler)]:
        root.removeHandler(handler)
    ours = _OurHandler()
    ours.setFormatter(formatter)
    root.addHandler(ours)
    root.setLevel(logging.INFO)
