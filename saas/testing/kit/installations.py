"""Other installations on the database of a stage: without the plugin's code, too old for it, with it suspended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cached_property
from types import ModuleType

from flask import Flask

from saas.config import Settings
from saas.parts import load_registry
from saas.platform.plugins import Candidate
from saas.testing.applications import running_application
from saas.testing.kit.subject import Subject
from saas.testing.kit.watching import Watch


class Installations:
    """Applications beside the stage's own; each is made when it is first asked for and given back with `stack`."""

    def __init__(self, subject: Subject, settings: Settings, stack: ExitStack) -> None:
        self._subject = subject
        self._settings = settings
        self._stack = stack

    @cached_property
    def removed(self) -> Flask:
        """An application from which the plugin's code was removed."""
        return self._other([])

    @cached_property
    def unfit(self) -> Flask:
        """An application that is too old for the plugin."""
        return self._other([self._for_another_core()])

    def _other(self, more: Sequence[Candidate]) -> Flask:
        rest = [one for one in self._subject.candidates if one.name != self._subject.name]
        registry = load_registry([*rest, *more])
        return self._stack.enter_context(running_application(self._settings, registry))

    def _for_another_core(self) -> Candidate:
        module = self._subject.record.module
        assert module is not None
        made = ModuleType(module.__name__)
        made.__dict__.update({**vars(module), "info": replace(self._subject.info, core=">=999")})
        return replace(self._subject.candidate, load=lambda: made)


@contextmanager
def suspended(watch: Watch, name: str) -> Iterator[None]:
    """While the operator has suspended the plugin."""
    set_state = "UPDATE plugin_installation SET platform_state = :state WHERE name = :name"
    watch.execute(set_state, state="suspended", name=name)
    try:
        yield
    finally:
        watch.execute(set_state, state="active", name=name)
