"""Complaints at each of their steps."""

from __future__ import annotations

from typing import Any

from plugins.complaints.operations import (
    CategoryDetails,
    acknowledge_case,
    add_category,
    assign_case,
    classify_case,
    close_case,
)
from plugins.complaints.queries import categories
from plugins.complaints.states import ResultKind
from saas.platform.plugins import change_settings
from saas.platform.plugins.settings.storing import setting_row
from tests.contract.fuzz.scenes import Kind, Scene, number
from tests.contract.fuzz.worlds import switch
from tests.factories.complaints import COMPLAINTS, complaint


def _switched(scene: Scene, *, on: bool) -> str:
    switch(scene.world.group, COMPLAINTS, on=on)
    return COMPLAINTS


def _category(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        return categories()[0].id


def _own_category(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        return add_category(CategoryDetails(name_zh=f"{scene.word} {number()}", name_en="")).id


def _registered(scene: Scene, **who: Any) -> int:
    store, category = scene["store"], scene["category"]
    with scene.world.acting(scene.person):
        word = scene.word
        made = complaint(store, description=word, demand=word, model_text=word, category_id=category, **who)
        return made.id


def _case(scene: Scene) -> int:
    owner, car, heard_in = scene["customer"], scene["vehicle"], scene["task"]
    made = _registered(scene, customer_id=owner, task_id=heard_in, vehicle_id=car)
    with scene.world.acting(scene.person):
        assign_case(made, scene.person.member_id, text=scene.word)
    return made


def _of_a_stranger(scene: Scene) -> int:
    phone = f"{scene.world.words.phone}00001"
    return _registered(scene, complainant_name=scene.word, complainant_phone=phone)


def _classified(scene: Scene) -> int:
    made, category = _case(scene), scene["category"]
    with scene.world.acting(scene.person):
        acknowledge_case(made, text=scene.word)
        classify_case(made, category_id=category, severity=2, safety=False)
    return made


def _closed(scene: Scene) -> int:
    made = _classified(scene)
    with scene.world.acting(scene.person):
        close_case(made, result=ResultKind.REPAIRED, text=scene.word)
    return made


def _settings(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        # Another value than the route's, so that something is changed each time.
        change_settings(COMPLAINTS, {"acknowledge_minutes": 60 + number() % 60})
        row = setting_row(COMPLAINTS, None)
        assert row is not None
        return row.id


KINDS = {
    "complaint_settings": Kind(_settings, table="plugin_setting", missing="nothing"),
    "complaints_on": Kind(lambda scene: _switched(scene, on=True), missing="nothing"),
    "category": Kind(_category, "complaints_category"),
    "own_category": Kind(_own_category, "complaints_category"),
    "case": Kind(_case, "complaints_case"),
    "strangers_case": Kind(_of_a_stranger, "complaints_case"),
    "classified_case": Kind(_classified, "complaints_case"),
    "closed_case": Kind(_closed, "complaints_case"),
}
