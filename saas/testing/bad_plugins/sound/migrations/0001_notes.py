"""Notes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sound_note",
        sa.Column("tenant_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("caller", sa.LargeBinary(), nullable=True),
        sa.Column("done", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("link_hash", sa.Text(), nullable=False),
        sa.Column("link_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customer.tenant_id", "customer.id"],
            name="fk_sound_note_customer_id",
            ondelete="NO ACTION",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sound_note")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_sound_note_code")),
    )
    op.enable_tenant_policy("sound_note")
    op.create_index("ix_sound_note_customer_id", "sound_note", ["tenant_id", "customer_id"], unique=False)
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
    op.drop_table("sound_note")
