"""Keep what follows: actions, relations, confirmations and restrictions.

Revision: 0012
After: 0011
"""

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what the module says."""


def downgrade() -> None:
    """Take it away."""
