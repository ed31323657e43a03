"""Faults of the duties towards people: one column, one table or one state of the switch is forgotten."""

from saas.testing.bad_plugins.faults import Beginning, Edit, Fault, at_start, edit

_CHILDREN = """    yield from rows_of_subject(
        Remark, subject, title=_l("Remarks"), column="note_id", through=_notes_on(subject)
    )
"""
_CHILDREN_C = """    yield from rows_of_subject(
        CaseEvent,
        subject,
        title=_l("What happened to the complaints"),
        column="case_id",
        through=_cases(subject),
    )
"""
_ROWS = '    yield from rows_of_subject(Note, subject, title=_l("Notes"))\n'
_ROWS_C = "    yield from rows_of_subject(Case, subject)\n"
_ERASES = "    return erase_rows(Note, subject, EraseMode.ERASE)\n"
_FORGETS_C = '    forget_keys("complaints_case", session().scalars(_cases(subject)).all())\n'
_ERASES_C = "    return history + erase_rows(Case, subject, EraseMode.ANONYMISE)\n"


def _selected(model: str) -> str:
    return f"session().scalars(select({model}).where({model}.tenant_id == current_tenant(), {model}.customer_id.in_(subject.ids)))"


def _in_duties(old: str, new: str, *names: str) -> list[Edit]:
    imports = "".join(f"{name}, " for name in names)
    return [
        edit("duties.py", old, new),
        edit(
            "duties.py",
            "from sqlalchemy import Select, ",
            f"from saas.plugin_api import {imports.rstrip(', ')}\nfrom sqlalchemy import Select, ",
        ),
    ]


def _only_where_on(duty: str, nothing: str) -> Beginning:
    """What `plugin.py` returns of a duty, only where the plugin is switched on."""
    asks = "from saas.plugin_api import settings", "", "if not settings(info.name).active:"
    return at_start("plugin.py", duty, *asks, f"    return {nothing}")


FAULTS = (
    Fault(
        name="export_leaves_a_column_out",
        check="KIT-P02",
        sound=_in_duties(
            _ROWS,
            f'    rows = [{{"body": one.body}} for one in {_selected("Note")}]\n'
            '    yield records_file("sound_note", _l("Notes"), rows)\n',
            "records_file",
            "session",
        ),
        complaints=_in_duties(
            _ROWS_C,
            "    rows = [\n"
            '        {"name": one.complainant_name, "model": one.model_text, "said": [one.description, one.demand, one.result_text]}\n'
            f"        for one in {_selected('Case')}\n    ]\n"
            '    yield records_file("complaints_case", _l("Complaints"), rows)\n',
            "records_file",
            "session",
        ),
    ),
    Fault(
        name="export_leaves_a_table_out",
        check="KIT-P02",
        sound=[edit("duties.py", _CHILDREN, "")],
        complaints=[edit("duties.py", _CHILDREN_C, "")],
    ),
    Fault(
        name="erasure_leaves_what_is_sealed",
        check="KIT-P03",
        sound=[
            *_in_duties(
                _ERASES,
                f"    for note in {_selected('Note')}.all():\n"
                "        session().execute(delete(Remark).where(Remark.tenant_id == current_tenant(), Remark.note_id == note.id))\n"
                '        note.body = ""\n'
                "    return ErasureReport()\n",
                "session",
            ),
            edit("duties.py", "import Select, select\n", "import Select, delete, select\n"),
        ],
        complaints=_in_duties(
            _ERASES_C,
            f"    for case in {_selected('Case')}.all():\n"
            '        case.complainant_name = case.model_text = case.description = case.demand = case.result_text = ""\n'
            "    return history\n",
            "session",
        ),
    ),
    Fault(
        name="erasure_leaves_children",
        check="KIT-P03",
        sound=[edit("duties.py", "EraseMode.ERASE)", "EraseMode.ANONYMISE)")],
        complaints=[
            edit("duties.py", "    return history + erase_rows", "    return erase_rows"),
            edit("duties.py", _FORGETS_C, ""),
        ],
    ),
    Fault(
        name="erasure_leaves_a_copy",
        check="KIT-P03",
        sound=_in_duties(
            _ERASES,
            f"    for note in {_selected('Note')}:\n"
            '        record("sound.note.erased", "sound_note", note.id, detail={"body": note.body})\n'
            + _ERASES,
            "record",
            "session",
        ),
        complaints=_in_duties(
            _ERASES_C,
            f"    for case in {_selected('Case')}:\n"
            '        record("complaints.case.erased", "complaints_case", case.id, detail={"said": case.description})\n'
            + _ERASES_C,
            "record",
            "session",
        ),
    ),
    Fault(
        name="exports_only_where_on",
        check="KIT-P04",
        both=[_only_where_on("export_personal_data", "[]")],
    ),
    Fault(
        name="erases_only_where_on",
        check="KIT-P04",
        both=[_only_where_on("erase_personal_data", "ErasureReport()")],
    ),
    Fault(
        name="lets_go_of_nothing",
        check="KIT-P05",
        both=[at_start("plugin.py", "apply_retention", "return RetentionReport()")],
    ),
    Fault(
        name="lets_go_later_than_it_says",
        check="KIT-P05",
        sound=[edit("duties.py", "timedelta(days=KEPT_DAYS)", "timedelta(days=2 * KEPT_DAYS)")],
        complaints=[edit("duties.py", "< at - KEPT", "< at - 2 * KEPT")],
    ),
)
