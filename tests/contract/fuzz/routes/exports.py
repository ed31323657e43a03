"""Routes of exports; each table of a room goes through the same two."""

from tests.contract.fuzz.probes import Own, Probe

_TABLE = {"table_key": "customers.customer"}
_OF_STORE = {"store_id": Own("store")}
_REASON = {"reason": "Pruefung", "form": "csv"}

PROBES = {
    "GET exports.exports": Probe(shows=""),
    "GET exports.export": Probe(path=_TABLE, query=_OF_STORE, with_rows=("customer",), shows=""),
    "POST exports.export": Probe(
        path=_TABLE,
        query=_OF_STORE,
        body=_REASON,
        with_rows=("customer",),
        shows="row",
        no_permission="asks for the permission of the table that is named",
    ),
    "GET exports_api.list_tables": Probe(shows=""),
    "POST exports_api.take": Probe(
        path=_TABLE,
        body={**_REASON, "filters": {"store_id": "1"}},
        with_rows=("customer",),
        shows="",
    ),
}
