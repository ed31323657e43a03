"""Faults of gating: what is reached where a plugin is on, what it does on leaving, and what it owes meanwhile."""

from saas.testing.bad_plugins.faults import Beginning, Edit, Fault, at_start, edit, more


def _on_leaving(statement: str) -> Edit:
    """A statement about the group that a plugin sends when the group has switched it off."""
    return more(
        "plugin.py",
        "\n\nfrom sqlalchemy import text\n\nfrom saas.plugin_api import session\n\n\n"
        "@hookimpl\ndef tenant_disabled(tenant_id: int) -> None:\n"
        '    """Tidy up on leaving, as one thinks."""\n'
        f'    session().execute(text("{statement} AND tenant_id = :tenant"), {{"tenant": tenant_id}})\n',
    )


def _leaving(name: str, check: str, statement: str) -> Fault:
    """statement: with `%s` for the plugin's name."""
    return Fault(
        name=name,
        check=check,
        sound=[_on_leaving(statement % "sound")],
        complaints=[_on_leaving(statement % "complaints")],
    )


def _asks_for(permission: str) -> Beginning:
    """A duty that wants to know who asks."""
    asks = "from saas.plugin_api import require", "", f'require("{permission}")'
    return at_start("plugin.py", "merge_customers", *asks)


FAULTS = (
    Fault(
        name="page_that_is_never_there",
        check="GATE-01",
        hides=True,
        sound=[edit("views.py", "note=load(Note, note_id)", "note=load(Note, -note_id)")],
        complaints=[edit("views/case.py", "    return _show(case_id)\n", "    return _show(-case_id)\n")],
    ),
    Fault(
        name="operation_that_is_never_there",
        check="GATE-02",
        sound=[at_start("views.py", "list_notes", "return [load(Note, 0)]")],
        complaints=[at_start("api.py", "list_cases", "return case_row(0)")],
    ),
    Fault(
        name="nothing_links_to_it",
        check="GATE-05",
        sound=[edit("views.py", 'endpoint="sound.notes"', 'endpoint="customers.index"')],
        complaints=[
            edit(
                "plugin.py",
                "    return navigation.NAV\n",
                "    from dataclasses import replace\n\n"
                '    return [replace(one, endpoint="customers.index") for one in navigation.NAV]\n',
            ),
            at_start("plugin.py", "register_actions", "return []"),
            at_start("plugin.py", "register_settings_pages", "return []"),
        ],
    ),
    _leaving("takes_grants_back", "GATE-08", "DELETE FROM role_permission WHERE permission LIKE '%s.%%'"),
    _leaving("forgets_settings", "GATE-09", "DELETE FROM plugin_setting WHERE plugin = '%s'"),
    _leaving("gives_deliveries_up", "GATE-10", "UPDATE event_delivery SET state = 'done' WHERE owner = '%s'"),
    _leaving("gives_jobs_up", "GATE-11", "UPDATE job SET state = 'cancelled' WHERE key LIKE '%s.%%'"),
    Fault(
        name="is_never_due",
        check="GATE-12",
        sound=[edit("work.py", 'cron="30 2 * * *"', 'cron="30 2 29 2 *"')],
        complaints=[edit("jobs.py", 'cron="30 2 * * *"', 'cron="30 2 29 2 *"')],
    ),
    Fault(
        name="duty_asks_for_rights",
        check="GATE-15",
        sound=[_asks_for("sound.note:write")],
        complaints=[_asks_for("complaints.case:write")],
    ),
    Fault(
        name="closes_on_leaving",
        check="GATE-19",
        sound=[_on_leaving("UPDATE sound_note SET done = true WHERE done = false")],
        complaints=[_on_leaving("UPDATE complaints_case SET demand = '' WHERE demand <> ''")],
    ),
    Fault(
        name="imports_another_plugin",
        check="GATE-18",
        hides=True,
        both=[
            more(
                "events.py", "\n\ndef _ring() -> object:\n    import ring.plugin\n\n    return ring.plugin\n"
            )
        ],
        beside={"ring": {}},
    ),
)
