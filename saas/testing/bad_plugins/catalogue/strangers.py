"""Faults of pages for people without a sign-in; complaints are given another one, with the fault."""

from saas.testing.bad_plugins.faults import Edit, Fault, edit, more

_FOUND = "    return note or abort(404)\n"

_PAGES_C = '''"""Pages for people without a sign-in."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, abort
from sqlalchemy import select

from plugins.complaints.models import Case
from plugins.complaints.views.blueprint import public as pages
from saas.plugin_api import current_tenant, now, session

YEAR = timedelta(days=365)
'''
_LINKED_C = '''

@pages.get("/of/<token>")
def case(token: str) -> Response:
    """A complaint, for whoever made it."""
    found = _found(token)
    return Response(f'<p>{found.document_no}</p><form method="post"></form>')


@pages.post("/<token>", endpoint="heard")
def heard(token: str) -> Response:
    """They were told that it was heard."""
    _found(token).result_text = "heard"
    return Response("")


def _found(token: str) -> Case:
    mine = (Case.tenant_id == current_tenant(), Case.document_no == token)
    found = session().scalars(select(Case).where(*mine)).one_or_none()
    if found is None:
        abort(404)
    if CONDITION:
        abort(410)
    return found
'''


def _complaints(text: str, *more_edits: Edit) -> list[Edit]:
    """A public page for complaints, and what leads to it."""
    return [
        more("strangers.py", _PAGES_C + text),
        edit(
            "plugin.py",
            "from plugins.complaints import ",
            "from plugins.complaints import strangers\nfrom plugins.complaints import ",
        ),
        *more_edits,
    ]


def _gone(condition: str) -> list[Edit]:
    """complaints tell by 410 of a token that counted once; condition: when it counts no longer."""
    shown = '<p class="ui-said">{{ case.description }}</p><p>{{ url_for("complaints_public.case", token=case.document_no) }}</p>'
    return _complaints(
        _LINKED_C.replace("CONDITION", condition),
        edit("templates/complaints/case.html", '<p class="ui-said">{{ case.description }}</p>', shown),
    )


FAULTS = (
    Fault(
        name="open_without_a_reason",
        check="KIT-A01",
        sound=[
            edit(
                "public.py",
                '@open_to_all("It says what a link to a note is for, and nothing of anybody.")\n',
                "",
            ),
            edit("public.py", "GroupPages, open_to_all, render", "GroupPages, render"),
        ],
        complaints=_complaints(
            '\n\n@pages.get("/about")\ndef about() -> Response:\n    """For everybody."""\n    return Response("")\n'
        ),
    ),
    Fault(
        name="tells_unknown_tokens",
        check="KIT-A01",
        sound=[edit("operations.py", _FOUND, "    return note or abort(410)\n")],
        complaints=_complaints(
            '\n\n@pages.get("/of/<token>")\ndef case(token: str) -> Response:\n    """Of nobody."""\n    abort(410)\n'
        ),
    ),
    Fault(
        name="tells_used_tokens",
        check="KIT-A01",
        sound=[
            edit(
                "operations.py",
                '    note.done, note.link_hash = True, ""\n',
                "    note.done, note.heard = True, 2\n",
            ),
            edit(
                "operations.py",
                _FOUND,
                f"    if note is not None and note.heard == 2:\n        abort(410)\n{_FOUND}",
            ),
        ],
        complaints=_gone('found.result_text == "heard"'),
    ),
    Fault(
        name="tells_old_tokens",
        check="KIT-A01",
        sound=[
            edit("operations.py", ", Note.link_until > now())", ")"),
            edit(
                "operations.py",
                _FOUND,
                f"    if note is not None and note.link_until and note.link_until < now():\n        abort(410)\n{_FOUND}",
            ),
        ],
        complaints=_gone("found.received_at < now() - YEAR"),
    ),
)
