"""Routes of imports: wizard and API."""

from tests.contract.fuzz.kinds.imports import file_of
from tests.contract.fuzz.probes import Own, Probe

_LOOKED_AT = {"import_id": Own("import")}
_WORKBOOK = {"import_id": Own("workbook_import")}
_SETTLED = {"import_id": Own("settled_import")}
_CHECKED = {"import_id": Own("checked_import")}
_DONE = {"import_id": Own("done_import")}
_BUSY = {"import_id": Own("busy_import")}
_FIELDS = ("customer_name", "phone", "plate", "vin", "model")
_COLUMNS = [{"at": at, "field": field} for at, field in enumerate(_FIELDS)]
_NAMED = [{"name": "Laden", "store_id": Own("store")}]
_FILE = {"file": file_of("Neu")}

PROBES = {
    "GET imports.imports": Probe(with_rows=("import",)),
    "GET imports.new": Probe(shows=""),
    "POST imports.upload": Probe(body=_FILE),
    "GET imports.sample": Probe(path={"kind": "csv"}, shows=""),
    "GET imports.show": Probe(path=_BUSY),
    "GET imports.columns": Probe(path=_LOOKED_AT),
    "POST imports.settle": Probe(
        path=_LOOKED_AT,
        body={"source_name": "x", "default_store_id": Own("store"), "columns": _COLUMNS, "stores": _NAMED},
        version="import",
    ),
    "POST imports.choose_sheet": Probe(path=_WORKBOOK, body={"sheet": "Blatt 2"}, version="workbook_import"),
    "GET imports.check": Probe(path=_CHECKED),
    "POST imports.begin_check": Probe(path=_SETTLED),
    "POST imports.begin_run": Probe(path=_CHECKED),
    "POST imports.cancel": Probe(path=_BUSY),
    "GET imports.report": Probe(path=_DONE),
    "GET imports.download": Probe(
        path={**_DONE, "phase": "run", "kind": "csv"}, shows="", may_write="who takes rows away is noted"
    ),
    "GET imports_api.list_importers": Probe(shows=""),
    "GET imports_api.list_imports": Probe(with_rows=("import",)),
    "POST imports_api.upload": Probe(body=_FILE),
    "GET imports_api.read_import": Probe(path=_DONE),
    "PUT imports_api.put_mapping": Probe(
        path=_LOOKED_AT,
        body={
            "source": "x",
            "fields": list(_FIELDS),
            "stores": {"Laden": Own("store")},
            "default_store_id": Own("store"),
        },
        version="import",
    ),
    "PUT imports_api.put_sheet": Probe(path=_WORKBOOK, body={"sheet": "Blatt 2"}, version="workbook_import"),
    "POST imports_api.check": Probe(path=_SETTLED),
    "POST imports_api.run": Probe(path=_CHECKED),
    "POST imports_api.cancel": Probe(path=_BUSY),
    "GET imports_api.list_rows": Probe(path=_DONE, shows=""),
}
