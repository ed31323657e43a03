"""Tables of the budget, by concept."""

from plugins.budget.models.audits import (
    AUDIT_NOTE,
    Audit,
    AuditedClaim,
    AuditEvent,
    AuditEventKind,
    AuditFinding,
    AuditPoint,
    AuditStore,
)
from plugins.budget.models.categories import CostCategory, CostKind, Driver, OverAction, StandardRate
from plugins.budget.models.claims import (
    CLAIM_NOTE,
    BatchState,
    ClaimEvent,
    ClaimEventKind,
    ClaimLine,
    CostObject,
    ExpenseClaim,
    OverbudgetRequest,
    PaymentBatch,
)
from plugins.budget.models.history import PastCost
from plugins.budget.models.ledger import Cell, EntryKind, LedgerEntry, Pot, SetAside
from plugins.budget.models.limits import ExpenseLimit
from plugins.budget.models.sheets import Budget, BudgetComment, BudgetLine, BudgetVersion, VersionState
from plugins.budget.models.transfers import Transfer, TransferState
from plugins.budget.models.volumes import DriverVolume, VolumeSource

TABLES = (
    CostCategory,
    StandardRate,
    ExpenseLimit,
    Budget,
    BudgetVersion,
    BudgetLine,
    BudgetComment,
    Pot,
    Cell,
    SetAside,
    LedgerEntry,
    Transfer,
    PaymentBatch,
    ExpenseClaim,
    ClaimLine,
    ClaimEvent,
    OverbudgetRequest,
    DriverVolume,
    PastCost,
    Audit,
    AuditStore,
    AuditPoint,
    AuditedClaim,
    AuditFinding,
    AuditEvent,
)
"""All of them, those that others refer to first."""

__all__ = [
    "AUDIT_NOTE",
    "CLAIM_NOTE",
    "TABLES",
    "Audit",
    "AuditEvent",
    "AuditEventKind",
    "AuditFinding",
    "AuditPoint",
    "AuditStore",
    "AuditedClaim",
    "BatchState",
    "Budget",
    "BudgetComment",
    "BudgetLine",
    "BudgetVersion",
    "Cell",
    "ClaimEvent",
    "ClaimEventKind",
    "ClaimLine",
    "CostCategory",
    "CostKind",
    "CostObject",
    "Driver",
    "DriverVolume",
    "EntryKind",
    "ExpenseClaim",
    "ExpenseLimit",
    "LedgerEntry",
    "OverAction",
    "OverbudgetRequest",
    "PastCost",
    "PaymentBatch",
    "Pot",
    "SetAside",
    "StandardRate",
    "Transfer",
    "TransferState",
    "VersionState",
    "VolumeSource",
]
