"""Complaints for tests, in groups that have them switched on."""

from __future__ import annotations

from typing import Any

from plugins.complaints.models import Case, Channel
from plugins.complaints.operations import CaseDetails, NewCase, register_case
from saas.platform.plugins import disable_plugin, enable_plugin
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group, store
from saas.testing.factories.members import as_member, member

COMPLAINTS = "complaints"


def switch(of: Group, *, on: bool, name: str = COMPLAINTS) -> None:
    """Switch a plugin for a group as its administrator does."""
    with inside(of.id, as_member(of.admin)):
        (enable_plugin if on else disable_plugin)(name)


def group_with_complaints() -> Group:
    """A new group that has complaints switched on."""
    made = group()
    switch(made, on=True)
    return made


def group_with_a_case() -> Group:
    """A new group that has complaints switched on, and one complaint."""
    made = group_with_complaints()
    at = store(made)
    with inside(made.id, as_member(member(made, role="complaint_manager", stores=[at]))):
        complaint(at)
    return made


def complaint(store_id: int, **fields: Any) -> Case:
    """A complete complaint in the current group, registered by whoever acts now."""
    outer = {key: fields.pop(key) for key in ("customer_id", "task_id", "received_at") if key in fields}
    details: dict[str, Any] = {
        "description": "保养后异响，返修两次未解决",
        "demand": "彻底修好并给出说明",
        "model_text": "朗逸",
        "complainant_name": "" if outer.get("customer_id") else "赵先生",
        "complainant_phone": None if outer.get("customer_id") else "13900001234",
        **fields,
    }
    return register_case(
        NewCase(store_id=store_id, channel=Channel.PHONE, details=CaseDetails(**details), **outer)
    )
