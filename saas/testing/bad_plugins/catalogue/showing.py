"""Faults of pages and API: rights, reading that writes, what the browser is given, words."""

from saas.testing.bad_plugins.faults import Fault, at_start, edit, more

FAULTS = (
    Fault(
        name="forged_forms_for_all",
        check="KIT-A03",
        both=[
            at_start(
                "plugin.py",
                "tenant_enabled",
                "from flask import current_app",
                "",
                'current_app.config["WTF_CSRF_METHODS"] = ()',
            )
        ],
    ),
    Fault(
        name="keeps_what_it_showed",
        check="KIT-T02",
        sound=[
            # On an object that the plugin did not make: whoever reads the code alone does not see that it is kept.
            at_start(
                "views.py",
                "show_notes",
                'vars(pages).setdefault("lately", []).extend(note.body for note in operations.notes())',
            ),
            edit(
                "views.py",
                "notes=operations.notes())",
                'notes=operations.notes(), lately=vars(pages)["lately"])',
            ),
            edit("templates/sound/notes.html", "{% block content %}", "{% block content %}{{ lately|join }}"),
        ],
        complaints=[
            edit(
                "views/cases.py",
                "    stores =",
                '    vars(pages).setdefault("lately", []).extend(row.Case.description for row in page.rows)\n    stores =',
            ),
            edit(
                "views/cases.py",
                "        **WORDS,",
                '        lately=vars(pages)["lately"],\n        **WORDS,',
            ),
            edit(
                "templates/complaints/cases.html",
                "{% block content %}",
                "{% block content %}{{ lately|join }}",
            ),
        ],
    ),
    Fault(
        name="route_without_permission",
        check="KIT-A02",
        sound=[
            edit(
                "views.py",
                '@pages.get("/<int:note_id>", endpoint="note")\n@requires(READ)\n',
                '@pages.get("/<int:note_id>", endpoint="note")\n',
            )
        ],
        complaints=[
            edit(
                "views/categories.py",
                '@pages.get("/categories/new", endpoint="new_category")\n@requires(CATEGORIES)\n',
                '@pages.get("/categories/new", endpoint="new_category")\n',
            )
        ],
    ),
    Fault(
        name="reading_that_writes",
        check="KIT-A05",
        sound=[
            edit(
                "views.py",
                '    return render("sound/note.html", note=load(Note, note_id))',
                '    note = load(Note, note_id)\n    note.heard += 1\n    return render("sound/note.html", note=note)',
            )
        ],
        complaints=[
            edit(
                "views/case.py",
                "    return _show(case_id)\n",
                "    case_row(case_id).Case.reopen_count += 1\n    session().flush()\n    return _show(case_id)\n",
            )
        ],
    ),
    Fault(
        name="keeps_rows_for_all",
        check="KIT-T06",
        sound=[
            edit(
                "operations.py",
                "def count_open() -> int:",
                "@cache\ndef count_of_all() -> int:\n    return len(session().scalars(select(Note)).all())\n\n\ndef count_open() -> int:",
            ),
            edit(
                "operations.py",
                "from collections.abc import Sequence\n",
                "from collections.abc import Sequence\nfrom functools import cache\n",
            ),
        ],
        complaints=[
            edit("operations/routing.py", "def _open_cases()", "@cache\ndef _open_cases()"),
            edit(
                "operations/routing.py",
                "from sqlalchemy import ColumnElement, func, or_, select\n",
                "from functools import cache\n\nfrom sqlalchemy import ColumnElement, func, or_, select\n",
            ),
        ],
    ),
    Fault(
        name="missing_translation",
        check="KIT-U01",
        sound=[edit("translations/zh_CN.po", 'msgid "Note"\nmsgstr "备注"\n', "")],
        complaints=[edit("translations/zh_CN.po", 'msgid "Received at"\n', 'msgid "Received on"\n')],
    ),
    Fault(
        name="field_without_label",
        check="KIT-U02",
        sound=[
            edit(
                "templates/sound/note.html",
                "<p>{{ note.body }}</p>",
                '<p>{{ note.body }}</p><input name="why">',
            )
        ],
        complaints=[
            edit(
                "templates/complaints/case.html",
                '<p class="ui-said">{{ case.description }}</p>',
                '<p class="ui-said">{{ case.description }}</p><input name="why">',
            )
        ],
    ),
    Fault(
        name="panel_without_empty_state",
        check="KIT-U03",
        sound=[
            edit(
                "views.py",
                '    if not found:\n        return Rendered(empty=_l("No note yet"))\n    return',
                "    return",
            ),
            edit("templates/sound/panel.html", '  {% else %}\n  <li>{{ _("No note yet") }}</li>\n', ""),
        ],
        complaints=[
            edit(
                "panels.py",
                '    if not page.rows:\n        return Rendered(empty=_l("No complaint yet"))\n',
                "",
            )
        ],
    ),
    Fault(
        name="unescaped_html",
        check="KIT-U04",
        sound=[edit("templates/sound/note.html", "{{ note.body }}", "{{ note.body|safe }}")],
        complaints=[
            edit(
                "templates/complaints/case.html",
                '<p class="ui-said">{{ case.description }}</p>',
                "<p>{{ case.description|safe }}</p>",
            )
        ],
    ),
    Fault(
        name="inline_script",
        check="KIT-U04",
        sound=[more("templates/sound/panel.html", "<script>count()</script>\n")],
        complaints=[more("templates/complaints/panel.html", "<script>count()</script>\n")],
    ),
    Fault(
        name="event_without_words",
        check="KIT-D01",
        sound=[edit("events.py", '    """A note was done."""\n', "")],
        complaints=[edit("events.py", '    """A complaint was registered."""\n', "")],
    ),
    Fault(
        name="function_without_types",
        check="KIT-D02",
        sound=[edit("operations.py", "def finish(note_id: int) -> Note:", "def finish(note_id):")],
        complaints=[
            edit(
                "jobs.py",
                'def flag(*, period: str = "") -> Mapping[str, int | str]:',
                'def flag(*, period=""):',
            )
        ],
    ),
    Fault(name="uses_what_goes", check="KIT-D04", outdated="requires"),
    Fault(
        name="endless_function",
        check="KIT-D03",
        sound=[
            more(
                "operations.py",
                "\n\ndef endless() -> int:\n    n = 0\n" + "    n += 1\n" * 60 + "    return n\n",
            )
        ],
        complaints=[
            more("jobs.py", "\n\ndef endless() -> int:\n    n = 0\n" + "    n += 1\n" * 60 + "    return n\n")
        ],
    ),
)
