"""Faults that show when a plugin is switched off and on again: what it does on leaving, and what it owes meanwhile."""

from saas.testing.bad_plugins.faults import Edit, Fault, edit, more


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


FAULTS = (
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
        sound=[
            edit("plugin.py", "    move_rows,\n", "    move_rows,\n    require,\n"),
            edit(
                "plugin.py", "    return move_rows(", '    require("sound.note:write")\n    return move_rows('
            ),
        ],
        complaints=[
            edit("plugin.py", "    hookimpl,\n", "    hookimpl,\n    require,\n"),
            edit(
                "plugin.py",
                "    return duties.merge(",
                '    require("complaints.case:write")\n    return duties.merge(',
            ),
        ],
    ),
    Fault(
        name="closes_on_leaving",
        check="GATE-19",
        sound=[_on_leaving("UPDATE sound_note SET done = true WHERE done = false")],
        complaints=[_on_leaving("UPDATE complaints_case SET demand = '' WHERE demand <> ''")],
    ),
)
