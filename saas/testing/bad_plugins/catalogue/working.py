"""Faults of handlers and jobs that come twice, are killed or switched off midway, and of parts that ask for each row."""

from saas.testing.bad_plugins.faults import Edit, Fault, edit

_HEARS = "    operations.hear(event.note_id)\n"
_HEARS_C = "    route_case(event.case_id)\n"
_IMPORTED = "from saas.plugin_api import Job, Schedule, "
_IMPORTED_C = "from saas.plugin_api import FollowupClosed, SlaReached, Subscription\n"
_DONE = '    return {"done": done'
_REST_C = '"clocked": keep_older_times(), "told": told, "period": period}'
_DONE_C = f'    return {{"flagged": flag_overdue(), {_REST_C}'


def _in_jobs(*lines: str, names: str) -> tuple[list[Edit], list[Edit]]:
    """The same lines at the end of the work of both plugins' jobs. names: what they import."""
    text = "".join(f"    {line}\n" for line in lines)
    imports = edit("{file}", _IMPORTED, f"{_IMPORTED}{names}, ")
    flagged = f'    flagged = flag_overdue()\n{text}    return {{"flagged": flagged, {_REST_C}'
    return [_at(imports, "work.py"), edit("work.py", _DONE, text + _DONE)], [
        _at(imports, "jobs.py"),
        edit("jobs.py", _DONE_C, flagged),
    ]


def _at(one: Edit, file: str) -> Edit:
    return edit(file, one.old, one.new or "")


_ASKS = _in_jobs(
    'if not settings(__package__.rpartition(".")[2]).active:',
    '    raise RuntimeError("switched off in the middle")',
    names="settings",
)
FAULTS = (
    Fault(
        name="handler_writes_each_delivery_down",
        check="KIT-R03",
        sound=[
            edit("work.py", _HEARS, f'{_HEARS}    record("sound.note.heard", "sound_note", event.note_id)\n'),
            edit("work.py", _IMPORTED, f"{_IMPORTED}record, "),
        ],
        complaints=[
            edit(
                "subscribers.py",
                _HEARS_C,
                f'    record("complaints.case.heard", "complaints_case", event.case_id)\n{_HEARS_C}',
            ),
            edit("subscribers.py", _IMPORTED_C, _IMPORTED_C.replace("Subscription", "Subscription, record")),
        ],
    ),
    Fault(
        name="job_notes_what_is_begun",
        check="KIT-R04",
        sound=[
            edit("work.py", "    while found := operations.finish_some(last):\n", ""),
            edit(
                "work.py",
                '        done, last = done + len(found), found[-1].id\n        checkpoint({"last": last})\n',
                "    for note in operations.notes():\n"
                "        if note.id > last:\n"
                '            checkpoint({"last": note.id})\n'
                "            note.done, done = True, done + 1\n",
            ),
        ],
        complaints=[
            edit(
                "jobs.py",
                _DONE_C,
                '    if position():\n        return {}\n    checkpoint({"begun": True})\n' + _DONE_C,
            ),
        ],
    ),
    Fault(
        name="job_breaks_a_key",
        check="KIT-R04",
        sound=[
            edit(
                "work.py",
                _DONE,
                "    for note in operations.notes():\n"
                "        session().add(Note(customer_id=note.customer_id, code=note.code, body=note.body))\n"
                + _DONE,
            ),
            edit("work.py", _IMPORTED, f"{_IMPORTED}session, "),
            edit(
                "work.py",
                "from .events import NoteDone\n",
                "from .events import NoteDone\nfrom .models import Note\n",
            ),
        ],
        complaints=[
            edit(
                "jobs.py",
                _DONE_C,
                "    for code in ('twice', 'twice'):\n"
                "        session().add(Category(code=code, names={}, position=1))\n" + _DONE_C,
            ),
            edit("jobs.py", _IMPORTED, f"{_IMPORTED}session, "),
            edit(
                "jobs.py",
                "from plugins.complaints.operations",
                "from plugins.complaints.models import Category\nfrom plugins.complaints.operations",
            ),
        ],
    ),
    Fault(name="asks_the_gate_midway", check="KIT-R06", sound=_ASKS[0], complaints=_ASKS[1]),
    Fault(
        name="query_for_each_of_a_few",
        check="KIT-R07",
        sound=[
            edit(
                "views.py",
                "    if not found:\n        return Rendered(empty",
                "    found = [load(Note, note.id) for note in found[:3] if operations.notes(note.customer_id)]\n"
                "    if not found:\n        return Rendered(empty",
            )
        ],
        complaints=[
            edit(
                "panels.py",
                "    if not page.rows:\n",
                "    for row in page.rows[:3]:\n        open_count(Case.customer_id == row.Case.customer_id)\n"
                "    if not page.rows:\n",
            ),
            edit("panels.py", "import Case, Channel", "import Case, Channel  # the table too"),
        ],
    ),
)
