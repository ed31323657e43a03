"""Which store helps another out: surplus above one's reorder point goes to a shortage at the least cost."""

from plugins.parts.transfer.planning import Transfer, TransferPlan, plan_transfers
from plugins.parts.transfer.positions import StorePositions, store_positions

__all__ = ["StorePositions", "Transfer", "TransferPlan", "plan_transfers", "store_positions"]
