"""What the audit calls what is done to parts and stock."""

from __future__ import annotations

from saas.plugin_api import _l, audit_labels

STOCK_LABELS = (
    *audit_labels(
        {
            "parts.part.added": _l("Part added"),
            "parts.part.changed": _l("Part changed"),
            "parts.stock.received": _l("Part received"),
            "parts.stock.issued": _l("Part given out"),
            "parts.stock.taken_back": _l("Part taken back"),
            "parts.stock.scrapped": _l("Part scrapped"),
            "parts.stock.corrected": _l("Stock corrected"),
            "parts.demand.unmet": _l("Demand that was not met written down"),
            "parts.policy.changed": _l("Class or ordering numbers of a part changed"),
            "parts.lot.state_changed": _l("Lot quarantined or let out"),
            "parts.proposal.taken": _l("Proposal for a shortage taken up"),
        },
        endpoint="parts.part",
        argument="part_id",
    ),
    *audit_labels(
        {
            "parts.alert.acknowledged": _l("Stock alert taken up"),
            "parts.alert.dismissed": _l("Stock alert dismissed"),
        },
        endpoint="parts.alert",
        argument="stock_alert_id",
    ),
    *audit_labels(
        {
            "parts.count.opened": _l("Count opened"),
            "parts.count.entered": _l("Lines counted"),
            "parts.count.submitted": _l("Count handed in"),
            "parts.count.posted": _l("Count posted, no difference to approve"),
            "parts.count.approved": _l("Differences of a count approved and posted"),
            "parts.count.sent_back": _l("Lines of a count sent back to be counted again"),
            "parts.count.cancelled": _l("Count given up"),
        },
        endpoint="parts.count",
        argument="count_id",
    ),
    *audit_labels(
        {
            "parts.part.imported": _l("Catalogue of parts imported"),
            "parts.stock.imported": _l("Opening stock imported"),
            "parts.reservation.made": _l("Part reserved"),
            "parts.reservation.released": _l("Reservation let go"),
            "parts.reservation.consumed": _l("Reserved part given out"),
            "parts.reservation.expired": _l("Reservations run out"),
            "parts.planning.done": _l("Parts planned"),
        }
    ),
)
