"""Routes of the platform's rooms."""

from tests.contract.fuzz.probes import Probe

PROBES = {
    "GET api_docs.group_document": Probe(shows=""),
}
