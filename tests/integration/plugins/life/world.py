"""An installation of its own, in which plugins come and go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import pytest
from flask import Flask

from saas.config import Settings
from saas.embedded.roles import DatabaseUrls
from saas.platform.i18n import locale_context
from saas.platform.plugins import (
    Candidate,
    current_registry,
    installed_versions,
    set_up_groups,
    upgrade_everything,
)
from saas.testing.applications import PREFIX, running_application
from saas.testing.factories.application import using


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A database of its own and the processes on it, one after the other, each with the plugins that are installed then."""

    urls: DatabaseUrls
    start: Callable[..., AbstractContextManager[Flask]]

    def upgrade(self) -> dict[str, str]:
        """What `saas db upgrade` does."""
        before = installed_versions(self.urls.owner)
        failed = upgrade_everything(self.urls.owner, PREFIX, current_registry())
        return {**failed, **set_up_groups(before, leave=failed)}


def world_on(urls: DatabaseUrls, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> World:
    """An installation on an empty database."""

    @contextmanager
    def start(*candidates: Candidate) -> Iterator[Flask]:
        monkeypatch.setattr("saas.parts.installed", lambda: list(candidates))
        with (
            running_application(settings) as application,
            application.app_context(),
            locale_context("en"),
            using(application),
        ):
            yield application

    return World(urls=urls, start=start)
