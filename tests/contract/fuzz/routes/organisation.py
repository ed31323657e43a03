"""Routes of the organisation: pages and API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.contract.fuzz.probes import New, Own, Probe

_NEW: Mapping[str, Mapping[str, Any]] = {
    "legal_entity": {"name": New("Neu"), "uscc": "", "privacy_contact": "x"},
    "store": {
        "code": New("N"),
        "name": New("Neu"),
        "legal_entity_id": Own("legal_entity"),
        "calendar_id": Own("calendar"),
        "timezone": "Asia/Shanghai",
        "status": "open",
    },
    "department": {"name": New("Neu"), "store_id": Own("store"), "status": "open"},
    "employee": {
        "employee_no": New("N"),
        "name": New("Neu"),
        "store_id": Own("store"),
        "department_id": Own("department"),
        "position": "x",
    },
}
_PLURALS = {
    "legal_entity": "legal_entities",
    "store": "stores",
    "department": "departments",
    "employee": "employees",
}


def _registers() -> Iterator[tuple[str, Probe]]:
    for kind, new in _NEW.items():
        key, own = _PLURALS[kind], {"row_id": Own(f"spare_{kind}")}
        shows = "store" if kind == "store" else None
        yield f"GET organisation.{key}_list", Probe(with_rows=(kind,), shows=shows)
        yield f"GET organisation.{key}_new", Probe(shows="")
        yield f"POST organisation.{key}_create", Probe(body=new)
        yield f"GET organisation.{key}_edit", Probe(path=own, shows=shows)
        yield f"POST organisation.{key}_change", Probe(path=own, body=new, version=f"spare_{kind}")
        yield f"GET organisation_api.list_{key}", Probe(with_rows=(kind,), shows=shows)
        yield f"POST organisation_api.add_{key}", Probe(body=new)
        yield f"GET organisation_api.show_{key}", Probe(path=own, shows=shows)
        yield f"PATCH organisation_api.edit_{key}", Probe(path=own, body=new, version=f"spare_{kind}")


_WEEK = {"name": "Woche", **{f"day_{day}": "08:30-12:00" for day in range(1, 8)}}
_COMPLAINTS = {"plugin": "complaints"}
_OF_STORE = {"plugin": "complaints", "store_id": Own("store")}
_MINUTES = {"acknowledge_minutes": "45"}
_CALENDAR = {"row_id": Own("calendar")}

PROBES = {
    **dict(_registers()),
    "GET organisation.home": Probe(shows=""),
    "GET organisation.widget": Probe(path={"name": "complaints.standing"}, shows=""),
    "GET organisation.plugins": Probe(shows=""),
    "GET organisation.plugin": Probe(path=_COMPLAINTS, shows=""),
    "GET organisation.plugin_picture": Probe(path={**_COMPLAINTS, "key": 0}, shows=""),
    "GET organisation.plugin_enabling": Probe(path=_COMPLAINTS, shows=""),
    "POST organisation.plugin_on": Probe(path=_COMPLAINTS),
    "GET organisation.plugin_disabling": Probe(path=_COMPLAINTS, shows=""),
    "POST organisation.plugin_off": Probe(path=_COMPLAINTS, after=("complaints_on",)),
    "GET organisation.plugin_settings": Probe(path=_COMPLAINTS, with_rows=("store",), shows="store"),
    "POST organisation.plugin_settings_change": Probe(path=_COMPLAINTS, body=_MINUTES),
    "GET organisation.plugin_store_settings": Probe(path=_OF_STORE, shows="store"),
    "POST organisation.plugin_store_settings_change": Probe(path=_OF_STORE, body=_MINUTES),
    "GET plugins_api.show_settings": Probe(path=_COMPLAINTS, query={"store_id": Own("store")}, shows=""),
    "PATCH plugins_api.edit_settings": Probe(
        path=_COMPLAINTS, body={"values": {"acknowledge_minutes": 45}}, version="complaint_settings"
    ),
    "GET plugins_api.show_schema": Probe(path=_COMPLAINTS, shows=""),
    "GET organisation.plugin_data": Probe(path=_COMPLAINTS, shows=""),
    "POST organisation.plugin_data_export": Probe(path=_COMPLAINTS, body={"reason": "Sicherung"}),
    "POST organisation.plugin_data_keep": Probe(path=_COMPLAINTS),
    "GET plugins_api.list_plugins": Probe(shows=""),
    "GET plugins_api.show_plugin": Probe(path=_COMPLAINTS, shows=""),
    "POST plugins_api.enable": Probe(path=_COMPLAINTS, body={"settings": {}}),
    "POST plugins_api.disable": Probe(path=_COMPLAINTS, after=("complaints_on",)),
    "POST organisation.calendar_copy": Probe(path=_CALENDAR, body={"name": New("Neu")}),
    "GET organisation.onboarding": Probe(shows=""),
    "GET organisation.onboarding_step": Probe(path={"step": "stores"}, shows=""),
    "POST organisation.onboarding_done": Probe(path={"step": "stores"}),
    "GET organisation.settings": Probe(shows=""),
    "GET organisation.group": Probe(shows=""),
    "POST organisation.group_change": Probe(body={"name": "Neu"}, version="group"),
    "GET organisation.calendar": Probe(),
    "GET organisation.calendar_edit": Probe(path=_CALENDAR),
    "POST organisation.calendar_change": Probe(path=_CALENDAR, body=_WEEK, version="calendar"),
    "POST organisation.calendar_set_day": Probe(
        path=_CALENDAR, body={"day": "2026-12-24", "kind": "off", "name": "x", "ranges": ""}
    ),
    "POST organisation.calendar_clear_day": Probe(path={**_CALENDAR, "day": "2026-12-24"}),
}
