"""Faults of packages, migrations, caches and templates that a short look does not show."""

from pathlib import Path

from saas.testing.bad_plugins.faults import Edit, Fault, edit, more, without

_ANEW = '''"""Make a column anew."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("{table}", "{column}")
    op.add_column("{table}", sa.Column("{column}", sa.{kind}(), nullable=True))


def downgrade() -> None:
    pass
'''
_MIGRATIONS = Path(__file__).parents[4] / "plugins" / "complaints" / "migrations"
_LAST_C = max((file.name[:4] for file in _MIGRATIONS.glob("0*.py")), default="0000")
"""The last revision of complaints, which the next one follows."""
_READ = "notes()"
_READ_C = "open_count(Case.safety)"


def _anew(table: str, column: str, kind: str, *, revision: str, before: str) -> Edit:
    text = _ANEW.format(table=table, column=column, kind=kind, revision=revision, before=before)
    return more(f"migrations/{revision}_anew.py", text)


def _beside_the_steps(table: str, column: str, file: str) -> list[Edit]:
    """A migration that goes from group to group with one step and sends another to all."""
    policy = f'    op.enable_tenant_policy("{table}")\n'
    imported = "from saas.plugin_api import for_each_tenant\n"
    return [
        edit(file, "import sqlalchemy as sa\n", f"import sqlalchemy as sa\n{imported}"),
        edit(
            file,
            policy,
            f"{policy}    for_each_tenant(op.get_bind(), lambda connection, tenant: 0)\n"
            f'    statement = "UPDATE {table} SET {column} = true"\n'
            "    if op.get_context().as_sql:\n        op.execute(statement)\n",
        ),
    ]


def _kept_in_a_module(read: str) -> str:
    return (
        "\n\n_KNOWN: dict[str, object] = {}\n\n\n"
        'def known(word: str) -> object:\n    """Look once."""\n'
        f"    if word not in _KNOWN:\n        _KNOWN[word] = {read}\n    return _KNOWN[word]\n"
    )


def _kept_through_another(read: str) -> str:
    return (
        "\n\nfrom functools import cache\n\n\n"
        f'@cache\ndef known() -> object:\n    """Look once."""\n    return {read}\n'
    )


FAULTS = (
    Fault(name="wheel_without_templates", check="KIT-C05", unpacked="templates"),
    Fault(
        name="changelog_of_somebody_else",
        check="KIT-C06",
        sound=[without("CHANGELOG.md"), more("../CHANGELOG.md", "# Changes of another\n")],
        complaints=[without("CHANGELOG.md"), more("../CHANGELOG.md", "# Changes of another\n")],
    ),
    Fault(
        name="upgrade_loses_values",
        check="KIT-M02",
        sound=[_anew("sound_note", "caller", "LargeBinary", revision="0002", before="0001")],
        complaints=[_anew("complaints_case", "occurred_on", "Date", revision="9999", before=_LAST_C)],
    ),
    Fault(
        name="data_step_beside_the_steps",
        check="KIT-M07",
        sound=_beside_the_steps("sound_note", "done", "migrations/0001_notes.py"),
        complaints=_beside_the_steps("complaints_case", "safety", "migrations/0001_foundation.py"),
    ),
    Fault(
        name="keeps_rows_through_another",
        check="KIT-T06",
        sound=[more("operations.py", _kept_through_another(_READ))],
        complaints=[more("queries.py", _kept_through_another(_READ_C))],
    ),
    Fault(
        name="keeps_rows_in_a_module",
        check="KIT-T06",
        sound=[more("operations.py", _kept_in_a_module(_READ))],
        complaints=[more("queries.py", _kept_in_a_module(_READ_C))],
    ),
    Fault(
        name="words_in_a_template",
        check="KIT-U01",
        sound=[edit("templates/sound/note.html", "<p>{{ note.body }}</p>", "<p>Said: {{ note.body }}</p>")],
        complaints=[
            edit(
                "templates/complaints/case.html",
                '<p class="ui-said">{{ case.description }}</p>',
                "<p>Said: {{ case.description }}</p>",
            )
        ],
    ),
)
