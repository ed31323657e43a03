"""Faults that show when hooks, handlers and jobs run."""

from saas.platform.plugins.markers import HookKind
from saas.testing.bad_plugins.faults import Beginning, Fault, at_start, edit, raising, raising_hooks


def _in_timeline(*lines: str) -> Beginning:
    return at_start("plugin.py", "customer_timeline", *lines)


def _statement(statement: str) -> Beginning:
    imports = "from sqlalchemy import text", "from saas.plugin_api import session"
    return _in_timeline(*imports, "", f'session().execute(text("{statement}")).all()')


FAULTS = (
    Fault(name="hooks_of_pages_raise", check="KIT-R01", both=[raising_hooks(HookKind.UI)]),
    Fault(name="guards_raise", check="KIT-R01", both=[raising_hooks(HookKind.GUARD)]),
    Fault(name="filters_raise", check="KIT-R01", both=[raising_hooks(HookKind.FILTER)]),
    Fault(
        name="parts_of_pages_raise",
        check="KIT-R01",
        sound=[raising("views.py", "_panel", "_widget", "_facts"), raising("operations.py", "count_open")],
        complaints=[
            raising("panels.py", "_customer", "_vehicle", "_task"),
            raising("panels.py", "_open_of_customer", "_open_of_vehicle", "_open_of_task"),
            raising("finding.py", "_find", "_standing"),
            raising("queries.py", "overdue_count"),
        ],
    ),
    Fault(name="wrong_types", check="KIT-R01", both=[_in_timeline('return ["an entry"]')]),
    Fault(name="exits", check="KIT-R01", both=[_in_timeline("import sys", "", "sys.exit(3)")]),
    Fault(
        name="cannot_be_switched_on",
        check="KIT-R01",
        hides=True,
        both=[at_start("plugin.py", "tenant_enabled", 'raise RuntimeError("no")')],
    ),
    Fault(name="database_error", check="KIT-R02", both=[_statement("SELECT nothing")]),
    Fault(
        name="handler_not_idempotent",
        check="KIT-R03",
        sound=[edit("operations.py", "load(Note, note_id).heard = 1", "load(Note, note_id).heard += 1")],
        complaints=[
            edit(
                "subscribers.py",
                "    route_case(event.case_id)\n",
                "    route_case(event.case_id)\n    load(Case, event.case_id).reopen_count += 1\n",
            ),
            edit(
                "subscribers.py",
                "from saas.plugin_api import FollowupClosed, SlaReached, Subscription",
                "from saas.plugin_api import FollowupClosed, SlaReached, Subscription, load",
            ),
            edit(
                "subscribers.py",
                "from plugins.complaints.operations",
                "from plugins.complaints.models import Case\nfrom plugins.complaints.operations",
            ),
        ],
    ),
    Fault(
        name="job_not_repeatable",
        check="KIT-R04",
        sound=[
            edit(
                "work.py",
                '    return {"done": done',
                '    for note in operations.notes():\n        note.heard += 1\n    return {"done": done',
            )
        ],
        complaints=[
            edit(
                "jobs.py",
                '    return {"flagged"',
                '    for case in session().scalars(select(Case).where(Case.tenant_id == current_tenant())):\n        case.reopen_count += 1\n    return {"flagged"',
            ),
            edit(
                "jobs.py",
                "from saas.plugin_api import Job, Schedule, _l",
                "from plugins.complaints.models import Case\nfrom saas.plugin_api import Job, Schedule, _l, current_tenant, session\nfrom sqlalchemy import select",
            ),
        ],
    ),
    Fault(
        name="settings_without_migration",
        check="KIT-R05",
        sound=[edit("configuration.py", "version=2, migrate=migrate", "version=2")],
        complaints=[
            edit("settings.py", "(schema=ComplaintSettings)", "(schema=ComplaintSettings, version=2)")
        ],
    ),
    Fault(
        name="migrates_further_each_time",
        check="KIT-R05",
        sound=[
            edit(
                "configuration.py",
                "    return changed",
                '    changed["shown"] = changed.get("shown", 50) + 1\n    return changed',
            )
        ],
        complaints=[
            edit(
                "settings.py",
                "PluginSettings(schema=ComplaintSettings)",
                'PluginSettings(\n    schema=ComplaintSettings,\n    version=2,\n    migrate=lambda values, version: {\n        **values,\n        "acknowledge_minutes": values.get("acknowledge_minutes", 60) + 1,\n    },\n)',
            )
        ],
    ),
    Fault(name="sleeps", check="KIT-R07", both=[_in_timeline("import time", "", "time.sleep(1.1)")]),
    Fault(
        name="query_per_row",
        check="KIT-R07",
        sound=[
            edit(
                "templates/sound/panel.html",
                "{{ note.body }}",
                "{{ note.body }} {{ count(note.customer_id) if count else 0 }}",
            ),
            edit("views.py", 'context={"notes": found})', 'context={"notes": found, "count": _count})'),
            edit(
                "views.py",
                "def _listed(",
                "def _count(customer_id: int) -> int:\n    return len(operations.notes(customer_id))\n\n\ndef _listed(",
            ),
        ],
        complaints=[
            edit(
                "queries.py",
                "    return keyset_page(\n        _rows()",
                "    page = keyset_page(\n        _rows()",
            ),
            edit(
                "queries.py",
                "        descending=True,\n    )\n",
                "        descending=True,\n    )\n    for row in page.rows:\n        open_count(Case.customer_id == row.Case.customer_id)\n    return page\n",
            ),
        ],
    ),
    Fault(name="raw_sql_without_tenant", check="KIT-T04", both=[_statement("SELECT count(*) FROM customer")]),
)
