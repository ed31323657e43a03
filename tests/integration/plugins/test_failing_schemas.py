"""Schemas of a plugin's settings that fail: in what the core asks of them, the failure is the plugin's, and nothing is lost."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from marshmallow import Schema, fields
from sqlalchemy import select, text

from saas.platform.database import global_session
from saas.platform.errors import Unavailable
from saas.platform.plugin_life import export_group
from saas.platform.plugins import PluginSettings, change_settings, enable_plugin, stored_settings
from saas.platform.plugins.models import PluginFailure, PluginSetting
from saas.platform.plugins.settings import own_values
from saas.testing.plugin_modules import plugin
from tests.integration.plugins.conftest import Build, House
from tests.integration.plugins.faults import FAULTS

pytestmark = pytest.mark.usefixtures("quiet")

SILENT = {"give_nonsense", "sleep", "add_bad_row", "leave_transaction_broken", "leave_savepoint_open"}
"""Faults that raise nothing where nothing is written: what they leave is rolled back with what is only read."""


class Acting:
    """What the schema does now, and where."""

    def __init__(self) -> None:
        self.at = ""
        self.act: Callable[[], Any] = object

    def do(self, place: str) -> Any:
        return self.act() if place == self.at else None


ACTING = Acting()


class FailingSchema(Schema):
    """Settings that go wrong where a test says so."""

    days = fields.Integer(load_default=30, validate=lambda _value: ACTING.do("validator"))
    since = fields.Raw(load_default=lambda: ACTING.do("default"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        ACTING.do("schema")


ASKED: dict[str, Callable[[], object]] = {
    "stored": lambda: stored_settings("kano"),
    "own": lambda: own_values("kano"),
    "changed": lambda: change_settings("kano", {"days": 41}),
}


@pytest.fixture
def home(house: Build) -> House:
    ACTING.at = ""
    return house(plugin("kano", register_settings=lambda: [PluginSettings(schema=FailingSchema)]))


@pytest.fixture
def group(home: House) -> int:
    group = home.group()
    with home.work(group):
        enable_plugin("kano")
        change_settings("kano", {"days": 40})
    return group


def told(home: House, group: int) -> set[tuple[str, str]]:
    with home.app.app_context(), global_session() as work:
        found = select(PluginFailure.plugin, PluginFailure.place).where(PluginFailure.tenant == group)
        return {(row.plugin, row.place) for row in work.execute(found)}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("at", ["schema", "validator", "default"])
@pytest.mark.parametrize("fault", [one for one in FAULTS if one not in SILENT])
def test_schema_of_settings_that_fails_costs_the_settings_alone(
    home: House, group: int, fault: str, at: str, asked: str
) -> None:
    ACTING.at, ACTING.act = at, FAULTS[fault]
    with home.work(group) as work:
        work.add(PluginSetting(plugin="before", values={}))
        with pytest.raises(Unavailable):
            ASKED[asked]()
        work.add(PluginSetting(plugin="after", values={}))

    ACTING.at = ""
    with home.work(group) as work:
        assert {"before", "after"} <= set(work.scalars(select(PluginSetting.plugin)))
        assert stored_settings("kano").active
    assert told(home, group) == {("kano", "settings.schema")}


@pytest.mark.parametrize("fault", ["leave_transaction_broken", "leave_savepoint_open"])
def test_what_a_default_leaves_behind_is_not_the_cores(home: House, group: int, fault: str) -> None:
    ACTING.at, ACTING.act = "default", FAULTS[fault]
    with home.work(group) as work:
        work.add(PluginSetting(plugin="before", values={}))
        assert own_values("kano").counting["days"] == 40
        usual = work.execute(text("SHOW statement_timeout")).scalar_one()

    with home.work(group) as work:
        assert "before" in set(work.scalars(select(PluginSetting.plugin)))
    assert usual == "30s"


@pytest.mark.parametrize("place", ["schema", "default"])
def test_data_are_taken_out_although_the_schema_fails(house: Build, place: str) -> None:
    ACTING.at = ""

    class Rules(FailingSchema):
        word = fields.String(load_default="", metadata={"secret": True})

    home = house(plugin("kano", register_settings=lambda: [PluginSettings(schema=Rules)]))
    tenant = home.group()
    with home.work(tenant):
        change_settings("kano", {"days": 41, "word": "hush"})
    ACTING.at, ACTING.act = place, FAULTS["raise_error"]

    with home.work(tenant), export_group("kano", "we leave") as file, zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read("settings.json"))
        notes = json.loads(archive.read("about.json"))["notes"]

    assert told == {"days": 41}
    assert notes == [
        "settings.json holds the values as they are stored: the plugin's own rules for them fail."
    ]
