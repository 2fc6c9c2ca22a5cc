"""How many of what a reading came across GitHub could not tell whole.

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('reading', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unread', sa.Integer(), server_default=sa.text('0'), nullable=False))
    # What was left out before was not noted, nor who closed what a trailer landed later: it is read again.
    op.execute("DELETE FROM reading WHERE source IN ('github_pull_requests', 'github_issues', 'github_releases')")


def downgrade() -> None:
    with op.batch_alter_table('reading', schema=None) as batch_op:
        batch_op.drop_column('unread')
