"""What is missing: a page, a word, a translation or a test of something that plugins may rely on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from saas.platform.events import Event
from saas.platform.i18n import locale_context
from saas.platform.jobs import Job, Schedule
from saas.platform.permissions import Permission, Separation
from saas.platform.plugins import PluginSettings, Registry, Slot
from tests.contract.promises.shown import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Something that has a name for others.

    words: what people read of it. also: another name that tests use for it. owner: of a setting, whose bare name says
    nothing without it.
    """

    kind: str
    name: str
    words: tuple[Any, ...] = ()
    also: tuple[str, ...] = ()
    owner: str = ""


def promises(registry: Registry) -> Iterator[Promise]:
    """The events, permissions, settings, slots, jobs and schedules of the core and the installed plugins."""
    for event in registry.declared_classes(Event):
        words = ((event.value.__doc__ or "").strip(),)
        yield Promise(kind="event", name=event.value.name, also=(event.value.__name__,), words=words)
    for right in registry.declared(Permission):
        yield Promise(kind="permission", name=right.value.name, words=(right.value.title,))
    for apart in registry.declared(Separation):
        yield Promise(kind="separation", name=apart.value.key, words=(apart.value.rule,))
    for slot in registry.declared(Slot):
        yield Promise(kind="slot", name=slot.value.name, words=(slot.value.title,))
    for job in registry.declared(Job):
        yield Promise(kind="job", name=job.value.key, words=(job.value.title,))
    for schedule in registry.declared(Schedule):
        yield Promise(kind="schedule", name=schedule.value.key)
    for settings in registry.declared(PluginSettings):
        for name, field in settings.value.schema().fields.items():
            words = (field.metadata.get("title", ""), field.metadata.get("help", ""))
            yield Promise(kind="setting", name=f"{settings.owner}.{name}", words=words, owner=settings.owner)


def untold(found: Sequence[Promise], reference: str) -> list[str]:
    """What has no line in the reference, or no word for people."""
    lacking = set(wordless(found))
    names = ((f"{one.kind} {one.name}", one.name) for one in found)
    return [told for told, name in names if told in lacking or f"`{name}`" not in reference]


def wordless(found: Sequence[Promise]) -> list[str]:
    """What has no word for people."""
    return [f"{one.kind} {one.name}" for one in found if not all(str(word) for word in one.words)]


def untranslated(found: Sequence[Promise]) -> list[str]:
    """What people read in English although they chose Chinese. Events are told to authors only, in English."""
    told = [one for one in found if one.kind != "event"]
    return [f"{one.kind} {one.name}" for one in told if _in("zh_CN", one) & _in("en", one)]


def _in(locale: str, one: Promise) -> set[str]:
    with locale_context(locale):
        return {str(word) for word in one.words} - {""}


def unshown(found: Sequence[Promise], tests: Shown, guarding: Collection[str]) -> list[str]:
    """What no test shows. guarding: permissions that guard an address, which a test tries with every role."""
    return [
        f"{one.kind} {one.name}" for one in found if one.name not in guarding and not _is_shown(one, tests)
    ]


def _is_shown(one: Promise, tests: Shown) -> bool:
    bare = one.name.removeprefix(f"{one.owner}.")
    return tests.thing(one.name, *one.also) or (bool(one.owner) and tests.setting(one.owner, bare))


def unshown_hooks(specifications: Sequence[Callable[..., Any]], tests: Shown) -> list[str]:
    """The hooks that no test is named after or marked with."""
    return [spec.__name__ for spec in specifications if not tests.hook(spec.__name__)]


def untold_hooks(specifications: Sequence[Callable[..., Any]]) -> list[str]:
    """The hooks that hardly say what they are for: one sentence is not what for, when not, and what a failure means."""
    return [spec.__name__ for spec in specifications if len((spec.__doc__ or "").split()) < 15]
