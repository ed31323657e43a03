"""Faults of tables, migrations and duties."""

from saas.testing.bad_plugins.faults import Fault, at_start, edit, more, without

_MARK = '''

class Mark(TenantModel):
    """What a note is marked with."""

    __tablename__ = "sound_mark"
'''
_DOWN = "\n\ndef downgrade() -> None:\n"
_MARKS = f"""    op.create_table(
        "sound_mark",
        sa.Column("tenant_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sound_mark")),
    )
    op.enable_tenant_policy("sound_mark")
{_DOWN}    op.drop_table("sound_mark")
"""


def _step(table: str, change: str) -> str:
    """A data step that the product would refuse; it begins where there are rows, which a new installation has not."""
    return f'''    op.enable_tenant_policy("{table}")
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM {table}")):
        op.execute("UPDATE {table} SET {change}")
'''


_UNIQUE = 'UniqueConstraint("tenant_id", "code")'
_COUNTS_AND_KEEPS = '''

@hookimpl
def purge_tenant() -> PurgeReport:
    """Nothing, although it says so."""
    return PurgeReport(removed={"scans": 2})
'''


def _kept_by_the_database(table: str) -> str:
    return f"""    op.enable_tenant_policy("{table}")
    op.execute(
        "CREATE OR REPLACE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF current_user LIKE '%system' THEN RETURN NULL; END IF; RETURN OLD; END $$"
    )
    op.execute("CREATE TRIGGER stays BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stays()")
"""


_KEY = '            ondelete="NO ACTION",\n'

FAULTS = (
    Fault(
        name="unique_key_without_tenant",
        check="KIT-T05",
        sound=[
            edit("models.py", _UNIQUE, 'UniqueConstraint("code", name="uq_sound_note_code")'),
            edit(
                "migrations/0001_notes.py",
                'sa.UniqueConstraint("tenant_id", "code"',
                'sa.UniqueConstraint("code"',
            ),
        ],
        complaints=[
            edit(
                "models.py",
                'UniqueConstraint("tenant_id", "document_no")',
                'UniqueConstraint("document_no", name="uq_complaints_case_document_no")',
            ),
            edit(
                "migrations/0001_foundation.py",
                'sa.UniqueConstraint("tenant_id", "document_no"',
                'sa.UniqueConstraint("document_no"',
            ),
        ],
    ),
    Fault(
        name="irreversible_migration",
        check="KIT-M03",
        sound=[
            edit(
                "migrations/0001_notes.py",
                '    op.drop_table("sound_note")',
                '    raise NotImplementedError("no way back")',
            )
        ],
        complaints=[
            edit(
                "migrations/0001_foundation.py",
                '    op.drop_table("complaints_category")',
                '    raise NotImplementedError("no way back")',
            )
        ],
    ),
    Fault(
        name="models_and_tables_differ",
        check="KIT-M04",
        hides=True,
        sound=[
            edit("models.py", "UniqueConstraint,", "Index, UniqueConstraint,"),
            edit(
                "models.py", f"({_UNIQUE},)", f'({_UNIQUE}, Index("ix_sound_note_done", "tenant_id", "done"))'
            ),
        ],
        complaints=[
            edit(
                "models.py",
                '        Index("ix_complaints_case_state"',
                '        Index("ix_complaints_case_safety", "tenant_id", "safety"),\n        Index("ix_complaints_case_state"',
            )
        ],
    ),
    Fault(
        name="migrations_without_a_file",
        check="KIT-M01",
        hides=True,
        sound=[without("migrations/0001_notes.py")],
        complaints=[without("migrations/0001_foundation.py")],
    ),
    Fault(
        name="table_that_is_not_declared",
        check="KIT-T01",
        sound=[more("models.py", _MARK), edit("migrations/0001_notes.py", _DOWN, _MARKS)],
        complaints=[edit("plugin.py", "[Case, CaseEvent, Category, ", "[Case, CaseEvent, ")],
    ),
    Fault(
        name="key_without_ondelete",
        check="KIT-M05",
        sound=[
            edit("models.py", 'ref("customer")', "mapped_column(BigInteger)"),
            edit("models.py", "import Boolean,", "import BigInteger, Boolean, ForeignKeyConstraint, Index,"),
            edit(
                "models.py",
                f"({_UNIQUE},)",
                f'(\n        {_UNIQUE},\n        ForeignKeyConstraint(["tenant_id", "customer_id"], ["customer.tenant_id", "customer.id"], name="fk_sound_note_customer_id"),\n        Index("ix_sound_note_customer_id", "tenant_id", "customer_id"),\n    )',
            ),
            edit("migrations/0001_notes.py", _KEY, ""),
        ],
        complaints=[
            edit(
                "models.py",
                'category_id: Mapped[int | None] = optional_ref("complaints_category")',
                "category_id: Mapped[int | None] = mapped_column(BigInteger)",
            ),
            edit("models.py", "import Boolean,", "import BigInteger, Boolean, ForeignKeyConstraint,"),
            edit(
                "models.py",
                '        UniqueConstraint("tenant_id", "document_no"),\n',
                '        UniqueConstraint("tenant_id", "document_no"),\n        ForeignKeyConstraint(["tenant_id", "category_id"], ["complaints_category.tenant_id", "complaints_category.id"], name="fk_complaints_case_category_id"),\n        Index("ix_complaints_case_category_id", "tenant_id", "category_id"),\n',
            ),
        ],
    ),
    Fault(
        name="data_step_for_all",
        check="KIT-M07",
        sound=[
            edit(
                "migrations/0001_notes.py",
                '    op.enable_tenant_policy("sound_note")\n',
                _step("sound_note", "done = true"),
            )
        ],
        complaints=[
            edit(
                "migrations/0001_foundation.py",
                '    op.enable_tenant_policy("complaints_case")\n',
                _step("complaints_case", "safety = true"),
            )
        ],
    ),
    Fault(
        name="personal_column_not_declared",
        check="KIT-P01",
        sound=[edit("plugin.py", 'columns=("sound_note.body", ', "columns=(")],
        complaints=[edit("inventory.py", 'columns=("complaints_case.model_text",)', "columns=()")],
    ),
    Fault(
        name="export_forgets",
        check="KIT-P02",
        both=[at_start("plugin.py", "export_personal_data", "return []")],
    ),
    Fault(
        name="no_erase_duty",
        check="KIT-P03",
        both=[edit("plugin.py", "@hookimpl\ndef erase_personal_data(", "def erase_personal_data(")],
    ),
    Fault(
        name="forgets_in_time_only_on_paper",
        check="KIT-P05",
        both=[edit("plugin.py", "@hookimpl\ndef apply_retention(", "def apply_retention(")],
    ),
    Fault(
        name="merge_leaves_rows_behind",
        check="KIT-P06",
        both=[at_start("plugin.py", "merge_customers", "return MergeReport()")],
    ),
    Fault(
        name="purge_counts_and_keeps",
        check="KIT-P07",
        both=[
            edit("plugin.py", "    PluginSettings,\n", "    PluginSettings,\n    PurgeReport,\n"),
            more("plugin.py", _COUNTS_AND_KEEPS),
        ],
    ),
    Fault(
        name="rows_outlive_the_purge",
        check="KIT-P07",
        sound=[
            edit(
                "migrations/0001_notes.py",
                '    op.enable_tenant_policy("sound_note")\n',
                _kept_by_the_database("sound_note"),
            )
        ],
        complaints=[
            edit(
                "migrations/0001_foundation.py",
                '    op.enable_tenant_policy("complaints_case")\n',
                _kept_by_the_database("complaints_case"),
            )
        ],
    ),
)
