"""The tables of parts and stock."""

from plugins.parts.alert_states import RUNNING, AlertState, AlertStep
from plugins.parts.models.alert import SHORTAGES, AlertKind, StockAlert
from plugins.parts.models.balance import Balance
from plugins.parts.models.count import CountLine, CountSession, CountState, LineState
from plugins.parts.models.demand import DemandEvent, DemandKind
from plugins.parts.models.ledger import LedgerEntry, MovementKind
from plugins.parts.models.lot import Lot, LotState
from plugins.parts.models.part import Part, PartAlias, QualityClass, Unit
from plugins.parts.models.part_store import AbcClass, PartStore
from plugins.parts.models.plan import PartPlan, PlanningNight
from plugins.parts.models.proposal import Proposal, ProposalKind
from plugins.parts.models.purchase import PurchaseLine, PurchaseOrder
from plugins.parts.models.reservation import Reservation, ReservationPurpose, ReservationState
from plugins.parts.models.stock_transfer import StockTransfer, StockTransferLine
from plugins.parts.models.supplier import Supplier, SupplierPart
from plugins.parts.models.supplier_answer import (
    KEY_OF_ANSWERS,
    REMARK,
    PromiseDecision,
    PromiseOutcome,
    SupplierAnswer,
    SupplierPromise,
)
from plugins.parts.order_states import OrderState, OrderStep
from plugins.parts.stock_class import StockClass
from plugins.parts.transfer_states import TransferState, TransferStep

STOCK_MODELS = (
    Part,
    PartAlias,
    PartStore,
    Balance,
    Lot,
    Reservation,
    LedgerEntry,
    DemandEvent,
    CountSession,
    CountLine,
)
PLANNING_MODELS = (PlanningNight, PartPlan, StockAlert, Proposal)

BUYING_MODELS = (
    Supplier,
    SupplierPart,
    PurchaseOrder,
    PurchaseLine,
    SupplierAnswer,
    SupplierPromise,
    PromiseDecision,
)
TRANSFER_MODELS = (StockTransfer, StockTransferLine)

__all__ = [
    "BUYING_MODELS",
    "KEY_OF_ANSWERS",
    "PLANNING_MODELS",
    "REMARK",
    "RUNNING",
    "SHORTAGES",
    "STOCK_MODELS",
    "TRANSFER_MODELS",
    "AbcClass",
    "AlertKind",
    "AlertState",
    "AlertStep",
    "Balance",
    "CountLine",
    "CountSession",
    "CountState",
    "DemandEvent",
    "DemandKind",
    "LedgerEntry",
    "LineState",
    "Lot",
    "LotState",
    "MovementKind",
    "OrderState",
    "OrderStep",
    "Part",
    "PartAlias",
    "PartPlan",
    "PartStore",
    "PlanningNight",
    "PromiseDecision",
    "PromiseOutcome",
    "Proposal",
    "ProposalKind",
    "PurchaseLine",
    "PurchaseOrder",
    "QualityClass",
    "Reservation",
    "ReservationPurpose",
    "ReservationState",
    "StockAlert",
    "StockClass",
    "StockTransfer",
    "StockTransferLine",
    "Supplier",
    "SupplierAnswer",
    "SupplierPart",
    "SupplierPromise",
    "TransferState",
    "TransferStep",
    "Unit",
]
