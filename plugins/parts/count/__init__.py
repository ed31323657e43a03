"""Cycle counting: what is counted when, how right the records are, and what becomes of a variance."""

from plugins.parts.count.accuracy import (
    TOLERANCES,
    ClassAccuracy,
    RecordAccuracy,
    record_accuracy,
    within_tolerance,
)
from plugins.parts.count.control_group import ControlGroup, control_group
from plugins.parts.count.scheduling import (
    COUNTS_PER_YEAR,
    CycleCountPlan,
    count_intervals,
    cycle_count_plan,
    parts_due,
)
from plugins.parts.count.snapshots import Movement, expected_at_count
from plugins.parts.count_outcome import (
    ApprovalLimit,
    CountDecision,
    CountOutcome,
    approval_level,
    count_outcome,
)

__all__ = [
    "COUNTS_PER_YEAR",
    "TOLERANCES",
    "ApprovalLimit",
    "ClassAccuracy",
    "ControlGroup",
    "CountDecision",
    "CountOutcome",
    "CycleCountPlan",
    "Movement",
    "RecordAccuracy",
    "approval_level",
    "control_group",
    "count_intervals",
    "count_outcome",
    "cycle_count_plan",
    "expected_at_count",
    "parts_due",
    "record_accuracy",
    "within_tolerance",
]
