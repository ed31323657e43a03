"""Routes of webhooks: pages and API."""

from tests.contract.fuzz.probes import New, Own, Probe

_ONE = {"endpoint_id": Own("webhook")}
_BODY = {
    "name": New("Haken"),
    "url": "https://127.0.0.1:8443/",
    "events": ["customers.customers_unmerged"],
}
_TELLING = {"telling_id": Own("telling")}

PROBES = {
    "GET webhooks.index": Probe(with_rows=("webhook",)),
    "GET webhooks.new": Probe(shows=""),
    "POST webhooks.create": Probe(body=_BODY),
    "GET webhooks.show": Probe(path=_ONE),
    "POST webhooks.change": Probe(path=_ONE, body=_BODY, version="webhook"),
    "POST webhooks.switch_on": Probe(path=_ONE),
    "POST webhooks.switch_off": Probe(path=_ONE),
    "POST webhooks.secret": Probe(path=_ONE),
    "POST webhooks.remove": Probe(path=_ONE),
    "POST webhooks.again": Probe(path=_TELLING),
    "GET webhooks_api.list_event_types": Probe(shows=""),
    "GET webhooks_api.list_endpoints": Probe(with_rows=("webhook",)),
    "POST webhooks_api.create_endpoint": Probe(body=_BODY),
    "GET webhooks_api.read_endpoint": Probe(path=_ONE),
    "PUT webhooks_api.replace_endpoint": Probe(path=_ONE, body=_BODY, version="webhook"),
    "DELETE webhooks_api.delete_endpoint": Probe(path=_ONE, version="webhook"),
    "POST webhooks_api.switch_endpoint_on": Probe(path=_ONE),
    "POST webhooks_api.switch_endpoint_off": Probe(path=_ONE),
    "POST webhooks_api.renew_endpoint_secret": Probe(path=_ONE),
    "GET webhooks_api.list_tellings": Probe(path=_ONE, shows=""),
    "POST webhooks_api.send_telling_again": Probe(path=_TELLING),
}
