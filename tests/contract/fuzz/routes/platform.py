"""Routes of the platform's rooms."""

from tests.contract.fuzz.probes import Own, Probe

PROBES = {
    "GET api_docs.group_document": Probe(shows=""),
    "GET later.badges": Probe(shows=""),
    "GET later.facts": Probe(
        path={"slot": "core.customer", "object_id": Own("customer"), "owner": "complaints"},
        with_rows=("case",),
        shows="",
    ),
    "GET later.panel": Probe(
        path={"slot": "core.customer", "object_id": Own("customer"), "name": "complaints.cases"},
        with_rows=("case",),
        shows="",
    ),
}
