"""Keep playbooks.

Revision: 0009
After: 0008
"""

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what the module says."""


def downgrade() -> None:
    """Take it away."""
