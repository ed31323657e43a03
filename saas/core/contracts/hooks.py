"""How rooms and plugins declare what comes in from files, what goes out as tables, and what the audit calls their acts."""

from __future__ import annotations

from collections.abc import Sequence

from saas.core.contracts.audit_labels import AuditLabel
from saas.core.contracts.exporters import Exporter
from saas.core.contracts.importers import Importer
from saas.platform.plugins import hookspec


@hookspec(namespaced="key")
def register_importers() -> Sequence[Importer]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Kinds of files that the imports page takes.

    The core does the reading (XLSX and CSV in the encodings of dealers' systems), recognises the columns by their
    headers and remembers what people corrected, judges each row with the importer's schema, shows a dry run with what is
    wrong, and runs in the background, in pieces that survive a kill; an importer only writes rows that are right.

    Asked once, at start. Where the plugin is off for a group, its importers are not offered, an import under way stops
    after its piece and can go on later, and past imports stay readable. An importer that raises ends the import, with
    what was written before and an error that the operator finds in the log; what it wrote of the piece is undone.
    """


@hookspec(namespaced="key")
def register_exporters() -> Sequence[Exporter]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Tables that people may take out.

    The core asks for the reason and the form, keeps to 5,000 rows, lets no cell act as a formula, and writes who took
    what, and why, into the export log and the audit; an exporter only gives the rows. They are offered on the exports
    page and through the API; a list links to its own with `url_for("exports.export", table_key=…)` and its filters.

    Asked once, at start. Where the plugin is off for a group, its exporters are not offered and their addresses answer
    as if they had never been; past exports stay in the log. One that raises loses the export, with nothing logged.
    """


@hookspec(namespaced="key")
def register_audit_labels() -> Sequence[AuditLabel]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """What your audit entries are called on the page of the group's audit.

    One for each action that your operations record. An action without a label is shown by its name, which people do not
    read. `audit_labels({"yourplugin.thing.made": _l("Thing made")}, endpoint="yourplugin.thing", argument="thing_id")`
    makes several that lead to the same page.

    Asked once, at start, and used whether your plugin is on or off for a group: what was done stays readable. The link
    to the thing is left out where the plugin is off. When your package is removed, the names remain.
    """
