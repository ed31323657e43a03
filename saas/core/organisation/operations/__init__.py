"""The verbs that change a group's organisation."""

from saas.core.organisation.operations.calendars import (
    change_week,
    clear_exception,
    copy_calendar,
    create_default_calendar,
    set_exception,
)
from saas.core.organisation.operations.group_settings import change_group, finish_step
from saas.core.organisation.operations.groups import check_code_shape, create_group, next_group_id
from saas.core.organisation.operations.registers import (
    change_department,
    change_employee,
    change_legal_entity,
    change_store,
    create_department,
    create_employee,
    create_legal_entity,
    create_store,
)

__all__ = [
    "change_department",
    "change_employee",
    "change_group",
    "change_legal_entity",
    "change_store",
    "change_week",
    "check_code_shape",
    "clear_exception",
    "copy_calendar",
    "create_default_calendar",
    "create_department",
    "create_employee",
    "create_group",
    "create_legal_entity",
    "create_store",
    "finish_step",
    "next_group_id",
    "set_exception",
]
