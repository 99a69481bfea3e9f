"""Keep guidance bulletins and their acknowledgements.

Revision: 0014
After: 0013
"""

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what the module says."""


def downgrade() -> None:
    """Take it away."""
