"""Routes of the audit: the page and the API."""

from tests.contract.fuzz.probes import Own, Probe

_ENTRY = {"entry_id": Own("audit_entry")}
_OF_IT = {"object_type": "customer", "object_id": Own("customer")}

PROBES = {
    "GET auditing.entries": Probe(query=_OF_IT, with_rows=("audit_entry",)),
    "GET auditing.entry": Probe(path=_ENTRY),
    "GET auditing_api.list_entries": Probe(query=_OF_IT, with_rows=("audit_entry",)),
    "GET auditing_api.show_entry": Probe(path=_ENTRY),
}
