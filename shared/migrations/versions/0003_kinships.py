"""Which documents are compared with which"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "kinships",
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("department_id", sa.String(length=26), nullable=False),
        sa.Column("organization", sa.Text(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("report_type", sa.String(length=32), nullable=False),
        sa.Column("has_forms", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seen", sa.String(length=64), nullable=False),
        sa.Column("stale_since", MOMENT, nullable=True),
        sa.Column("run", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_kinships_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_kinships")),
    )
    op.create_index(op.f("ix_kinships_stale_since"), "kinships", ["stale_since"], unique=False)
    op.create_table(
        "kinship_names",
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department_id", sa.String(length=26), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_kinship_names_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "name", name=op.f("pk_kinship_names")),
    )
    op.create_index(
        op.f("ix_kinship_names_department_id_name_year"),
        "kinship_names",
        ["department_id", "name", "year"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("kinship_names")
    op.drop_table("kinships")
