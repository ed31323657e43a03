"""How much to order: the economic order quantity and what becomes of it with discounts, packs and companions."""

from plugins.parts.lot_size.discounts import (
    DiscountCandidate,
    DiscountedLot,
    economic_order_quantity_with_all_units_discounts,
    economic_order_quantity_with_incremental_discounts,
)
from plugins.parts.lot_size.eoq import (
    BackorderedLot,
    CostCurve,
    LotSize,
    ProductionLot,
    cost_curve,
    economic_order_quantities,
    economic_order_quantity,
    economic_order_quantity_with_backorders,
    economic_production_quantity,
)
from plugins.parts.lot_size.joint import JointReplenishment, MultipleRounding, joint_replenishment
from plugins.parts.lot_size.packs import (
    PackedLot,
    PackLimits,
    packed_order_quantities,
    packed_order_quantity,
)
from plugins.parts.lot_size.validity import (
    LEAST_VARIABILITY,
    EoqDoubt,
    EoqValidity,
    eoq_validity,
    variability_coefficient,
)
from plugins.parts.offer import DiscountKind

__all__ = [
    "LEAST_VARIABILITY",
    "BackorderedLot",
    "CostCurve",
    "DiscountCandidate",
    "DiscountKind",
    "DiscountedLot",
    "EoqDoubt",
    "EoqValidity",
    "JointReplenishment",
    "LotSize",
    "MultipleRounding",
    "PackLimits",
    "PackedLot",
    "ProductionLot",
    "cost_curve",
    "economic_order_quantities",
    "economic_order_quantity",
    "economic_order_quantity_with_all_units_discounts",
    "economic_order_quantity_with_backorders",
    "economic_order_quantity_with_incremental_discounts",
    "economic_production_quantity",
    "eoq_validity",
    "joint_replenishment",
    "packed_order_quantities",
    "packed_order_quantity",
    "variability_coefficient",
]
