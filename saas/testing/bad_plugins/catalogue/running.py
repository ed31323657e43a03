"""Faults that show when hooks, handlers and jobs run."""

from saas.testing.bad_plugins.faults import Edit, Fault, edit, more

_TIMELINE = "    return [\n        TimelineEntry("
_TIMELINE_C = "    return panels.timeline("
_TABLE = "sound_note"


def _in_hooks(*lines: str) -> tuple[list[Edit], list[Edit]]:
    """The same lines at the beginning of the timeline hook of both plugins."""
    text = "".join(f"    {line}\n" for line in lines)
    return [edit("plugin.py", _TIMELINE, text + _TIMELINE)], [
        edit("plugin.py", _TIMELINE_C, text + _TIMELINE_C)
    ]


_RAISES = _in_hooks('raise RuntimeError("not now")')
_WRONG = _in_hooks('return ["an entry"]')
_EXITS = _in_hooks("import sys", "", "sys.exit(3)")
_REFUSED = _in_hooks(
    "from sqlalchemy import text",
    "from saas.plugin_api import session",
    "",
    'session().execute(text("SELECT nothing"))',
)
_SLEEPS = _in_hooks("import time", "", "time.sleep(1.1)")
_RAW = _in_hooks(
    "from sqlalchemy import text",
    "from saas.plugin_api import session",
    "",
    'session().execute(text("SELECT count(*) FROM customer")).all()',
)

FAULTS = (
    Fault(
        name="raises_in_every_hook",
        check="KIT-R01",
        sound=[
            *_RAISES[0],
            edit("plugin.py", "    having = {", '    raise RuntimeError("nor now")\n    having = {'),
            edit("plugin.py", "    operations.count_open()\n", '    raise RuntimeError("never")\n'),
        ],
        complaints=[
            *_RAISES[1],
            edit(
                "plugin.py",
                "    return panels.list_facts(",
                '    raise RuntimeError("nor now")\n    return panels.list_facts(',
            ),
        ],
    ),
    Fault(name="wrong_types", check="KIT-R01", sound=_WRONG[0], complaints=_WRONG[1]),
    Fault(name="exits", check="KIT-R01", sound=_EXITS[0], complaints=_EXITS[1]),
    Fault(
        name="cannot_be_switched_on",
        check="KIT-R01",
        sound=[edit("plugin.py", '    """Nothing to set up."""\n', '    raise RuntimeError("no")\n')],
        complaints=[
            edit("plugin.py", "    if first_time:\n        seed_categories()", '    raise RuntimeError("no")')
        ],
    ),
    Fault(name="database_error", check="KIT-R02", sound=_REFUSED[0], complaints=_REFUSED[1]),
    Fault(
        name="handler_not_idempotent",
        check="KIT-R03",
        sound=[edit("operations.py", "load(Note, note_id).heard = 1", "load(Note, note_id).heard += 1")],
        complaints=[
            edit(
                "subscribers.py",
                "        route_case(event.case_id)\n",
                "        route_case(event.case_id)\n        load(Case, event.case_id).reopen_count += 1\n",
            ),
            edit(
                "subscribers.py",
                "from saas.plugin_api import Subscription",
                "from saas.plugin_api import Subscription, load",
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
            more(
                "plugin.py",
                "\n\nfrom marshmallow import Schema, fields\nfrom saas.plugin_api import PluginSettings\n\n\n"
                "class CaseSettings(Schema):\n    hours = fields.Integer(\n        load_default=2,"
                ' metadata={"title": _l("Complaints"), "help": _l("Complaints")}\n    )\n\n\n'
                "@hookimpl\ndef register_settings() -> Sequence[PluginSettings]:\n"
                "    return [PluginSettings(schema=CaseSettings, version=2)]\n",
            )
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
    Fault(name="sleeps", check="KIT-R07", sound=_SLEEPS[0], complaints=_SLEEPS[1]),
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
    Fault(name="raw_sql_without_tenant", check="KIT-T04", sound=_RAW[0], complaints=_RAW[1]),
)
