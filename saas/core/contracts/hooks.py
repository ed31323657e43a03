"""How rooms and plugins declare files in, tables out, figures, services to each other, and what the audit calls their acts."""

from __future__ import annotations

from collections.abc import Sequence

from saas.core.contracts.audit_labels import AuditLabel
from saas.core.contracts.exporters import Exporter
from saas.core.contracts.importers import Importer
from saas.core.contracts.metrics import Metric
from saas.core.contracts.services import Service
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
def register_metrics() -> Sequence[Metric]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Figures that others may use: appraisals, reports and early warnings read them by their keys.

    A metric gives one statement over the rows it is made of, with whose each row is; the core counts, adds or averages
    them for every member, every store or the group at once, says how many rows there were and how sure the figure is,
    and shows the rows behind it. Nobody computes a figure a second time in another way.

    Asked once, at start. Where the plugin is off for a group, its metrics are not there: what refers to one says that it
    is not available and counts as missing, never as 0. One that raises has no values, and whoever asked is told so.
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


@hookspec(namespaced="key")
def register_services() -> Sequence[Service]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """What this plugin does for others that do not import it, each as a Protocol of `saas.plugin_api`.

    Others ask with `service(SpendControl)`, name your plugin in `uses` so that pages say what belongs together, and go
    on without it where the answer is none. A new Protocol comes into `saas.plugin_api` together with the plugin that
    offers it first.

    Asked once, at start. Where the plugin is off for a group, nobody gets the service there. Each call of it runs in the
    caller's transaction, in a SAVEPOINT: what it raises as DomainError reaches the caller with everything undone, and
    anything else reaches the caller as Unavailable and is noted among the plugin's failures.
    """
