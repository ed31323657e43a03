"""How complaints are found from outside: a section of the search, a filter of the customers' list, a tile of the start page."""

from __future__ import annotations

from collections.abc import Sequence

from plugins.complaints.permissions import HANDLE, READ
from plugins.complaints.queries import found_cases, of_customers_with_open_cases, standing
from plugins.complaints.views.blueprint import complainant
from plugins.complaints.words import STATES
from saas.plugin_api import (
    ListFilter,
    Rendered,
    SearchHit,
    SearchSource,
    Widget,
    _l,
)


def _find(text: str, limit: int) -> Sequence[SearchHit]:
    return [
        SearchHit(
            title=row.Case.document_no,
            endpoint="complaints.case",
            values={"case_id": row.Case.id},
            text=" · ".join(
                [
                    complainant(row.Case, row.customer),
                    str(STATES[row.Case.state][0]),
                    row.Case.description[:40],
                ]
            ),
            icon="message-report",
        )
        for row in found_cases(text, limit)
    ]


SEARCH = [
    SearchSource(
        key="cases", title=_l("Complaints"), find=_find, permission=READ, icon="message-report", weight=20
    )
]


LIST_FILTERS = [
    ListFilter(
        key="open",
        slot="core.customers",
        label=_l("Has an open complaint"),
        criterion=of_customers_with_open_cases,
        permission=READ,
    )
]


def _standing() -> Rendered:
    counts = standing()
    if not counts.open:
        return Rendered(empty=_l("No complaint is open"))
    return Rendered(template="complaints/widget.html", context={"counts": counts})


WIDGETS = [
    Widget(
        key="standing",
        title=_l("Complaints"),
        render=_standing,
        permission=HANDLE,
        refresh_s=120,
        roles=("complaint_manager", "complaint_handler"),
        weight=20,
    )
]
