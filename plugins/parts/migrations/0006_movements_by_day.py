"""Movements of a store by day, which the stock figures read."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_parts_ledger_moved", "parts_ledger", ["tenant_id", "store_id", "moved_at"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_parts_ledger_moved", table_name="parts_ledger")
