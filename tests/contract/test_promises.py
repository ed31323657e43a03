"""What plugins rely on is told, shown and translated; each of these checks finds a gap that is planted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask
from marshmallow import Schema, fields

from saas.parts import load_registry
from saas.platform.events import Event
from saas.platform.events import hooks as events_hooks
from saas.platform.i18n import _l
from saas.platform.jobs import Job
from saas.platform.jobs import hooks as jobs_hooks
from saas.platform.permissions import Permission
from saas.platform.permissions import hooks as permissions_hooks
from saas.platform.plugins import PluginSettings, Registry, Slot, hookspec, load_plugins
from saas.platform.plugins import hooks as engine_hooks
from saas.scaffold.features import Feature
from saas.scaffold.project import planned, write_project
from saas.scaffold.reference import FOLDER
from saas.scaffold.reference.examples import WITHOUT_PLUGIN, plugins_with
from saas.scaffold.reference.pages import specifications
from saas.testing.plugin_modules import plugin
from tests.contract.promises.gaps import (
    Promise,
    promises,
    unshown,
    unshown_hooks,
    untold,
    untold_hooks,
    untranslated,
)
from tests.contract.promises.outside import gaps_of
from tests.contract.promises.shown import ROOT, Shown, modules_of_tests, shown


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


@pytest.fixture(scope="module")
def tests() -> Shown:
    return shown(path.read_text(encoding="utf-8") for path in modules_of_tests())


def test_every_hook_is_told() -> None:
    assert untold_hooks(specifications()) == []


def test_every_hook_has_a_test_of_its_name(tests: Shown) -> None:
    assert unshown_hooks(specifications(), tests) == []


def test_every_hook_is_tried_by_a_plugin_of_ours_or_says_why_not() -> None:
    untried = {spec.__name__ for spec in specifications() if not plugins_with(spec.__name__)}
    assert untried == WITHOUT_PLUGIN.keys(), "a reason for each, and none for what is tried"


def test_everything_that_has_a_name_is_told(registry: Registry) -> None:
    assert untold(list(promises(registry)), (FOLDER / "declared.md").read_text(encoding="utf-8")) == []


def test_everything_that_has_a_name_is_translated(app: Flask, registry: Registry) -> None:
    assert untranslated(list(promises(registry))) == []


def test_everything_that_has_a_name_is_shown_by_a_test(app: Flask, registry: Registry, tests: Shown) -> None:
    views = app.view_functions.values()
    guarding = {str(getattr(view, "required_permission", "")) for view in views}
    assert unshown(list(promises(registry)), tests, guarding) == []


def test_everything_of_the_example_has_words_a_translation_and_a_test() -> None:
    gaps = gaps_of(ROOT / "examples" / "vehicle-recalls", "aftercare_recalls")
    assert gaps.found == ["job", "permission", "schedule", "setting"]
    assert (gaps.wordless, gaps.untranslated, gaps.unshown) == ([], [], [])


def test_everything_of_a_new_plugin_has_words_a_translation_and_a_test(tmp_path: Path) -> None:
    new = planned("whole", features=frozenset(Feature))
    gaps = gaps_of(write_project(new, tmp_path), new.package)
    assert gaps.found == ["event", "job", "permission", "schedule", "setting"]
    assert (gaps.wordless, gaps.untranslated, gaps.unshown) == ([], [], [])


def test_planted_setting_of_a_new_plugin_is_found(tmp_path: Path) -> None:
    new = planned("planted", features=frozenset(Feature))
    project = write_project(new, tmp_path)
    settings = project / new.package / "settings.py"
    text = settings.read_text(encoding="utf-8")
    planted = '    colour = fields.String(load_default="", metadata={"title": "Colour"})\n\n\n@dataclass'
    settings.write_text(text.replace("\n\n@dataclass", planted, 1), encoding="utf-8")

    gaps = gaps_of(project, new.package)

    missing = ["setting planted.colour"]
    assert (gaps.wordless, gaps.untranslated, gaps.unshown) == (missing, missing, missing)


class PlantedSchema(Schema):
    """A setting without words."""

    days = fields.Integer(load_default=1)


class Planted(Event):
    name = "sample.planted"


Planted.__doc__ = None

PLANTED = {
    "event": {"register_events": lambda: [Planted]},
    "permission": {"register_permissions": lambda: [Permission("sample.row:plant", "")]},
    "job": {"register_jobs": lambda: [Job(key="sample.plant", target="sample.jobs:plant")]},
    "slot": {"register_slots": lambda: [Slot(name="sample.plant", title="")]},
    "setting": {"register_settings": lambda: [PluginSettings(schema=PlantedSchema)]},
}


def registry_with(kind: str) -> Registry:
    specs = [engine_hooks, events_hooks, jobs_hooks, permissions_hooks]
    candidate = plugin("sample", **PLANTED[kind])
    found = load_plugins(specs=specs, rooms=[], candidates=[candidate], core_version="1")
    assert found.failed() == ()
    return found


@pytest.mark.parametrize("kind", PLANTED)
def test_planted_gap_is_found(kind: str) -> None:
    found = list(promises(registry_with(kind)))
    nothing = shown([])
    assert [one.kind for one in found] == [kind]
    assert untold(found, f"`{found[0].name}`") == [f"{kind} {found[0].name}"], "it has no words"
    assert unshown(found, nothing, ()) == [f"{kind} {found[0].name}"]
    assert unshown(found, shown([f"x = {found[0].name!r}"]), ()) == []


SETTING = next(promises(registry_with("setting")))


@pytest.mark.parametrize(
    "source",
    [
        "days = 3; x = {'days': 1}; f(days=2)",
        "change_settings('others', {'days': 1})",
        "change_settings('sample', {'hours': 1}); x = 'days'",
        "def test_days(): ...",
    ],
)
def test_bare_name_of_a_setting_says_nothing(source: str) -> None:
    assert unshown([SETTING], shown([source]), ()) == ["setting sample.days"]


@pytest.mark.parametrize(
    "source",
    [
        "change_settings('sample', {'days': 1})",
        "set_settings(house.group, 'sample', days=1)",
        "assert settings('sample')['days'] == 1",
        "assert plugins.settings('sample', store_id=3)['days'] == 1",
        "@mark.shows('sample.days')\ndef test_x(): ...",
    ],
)
def test_setting_is_shown_where_it_is_set_or_read_of_its_plugin(source: str) -> None:
    assert unshown([SETTING], shown([source]), ()) == []


def test_job_of_a_schedule_does_not_show_the_schedule() -> None:
    schedule = Promise(kind="schedule", name="sample.nightly")
    assert unshown([schedule], shown(["enqueue('sample.plant')"]), ()) == ["schedule sample.nightly"]
    assert unshown([schedule], shown(["assert run.schedule == 'sample.nightly'"]), ()) == []


def test_planted_name_without_a_line_in_the_reference_is_found() -> None:
    found = list(promises(registry_with("permission")))
    assert untold(found, "# nothing of it") == ["permission sample.row:plant"]


def test_planted_text_without_a_translation_is_found(app: Flask) -> None:
    rights = {
        "register_permissions": lambda: [
            Permission("sample.row:plant", _l("Plant what nobody translated")),
            Permission("sample.row:read", _l("See customers, personal data masked")),
        ]
    }
    specs = [engine_hooks, events_hooks, jobs_hooks, permissions_hooks]
    found = load_plugins(specs=specs, rooms=[], candidates=[plugin("sample", **rights)], core_version="1")
    assert untranslated(list(promises(found))) == ["permission sample.row:plant"]


def test_planted_hook_without_words_or_test_is_found() -> None:
    @hookspec
    def register_planted() -> Sequence[str]: ...

    assert untold_hooks([register_planted]) == ["register_planted"]
    assert unshown_hooks([register_planted], shown(["def test_hook_register_plan(): ..."])) == [
        "register_planted"
    ]
    assert unshown_hooks([register_planted], shown(["def test_hook_register_planted(): ..."])) == []
    assert (
        unshown_hooks([register_planted], shown(["@mark.shows('register_planted')\ndef test_x(): ..."])) == []
    )
