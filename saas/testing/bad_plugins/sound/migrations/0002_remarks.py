"""Remarks."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sound_remark",
        sa.Column("tenant_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "note_id"],
            ["sound_note.tenant_id", "sound_note.id"],
            name="fk_sound_remark_note_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sound_remark")),
    )
    op.enable_tenant_policy("sound_remark")
    op.create_index("ix_sound_remark_note_id", "sound_remark", ["tenant_id", "note_id"], unique=False)


def downgrade() -> None:
    op.drop_table("sound_remark")
