"""Keep the terms that classify an incident.

Revision: 0011
After: 0010
"""

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what the module says."""


def downgrade() -> None:
    """Take it away."""
