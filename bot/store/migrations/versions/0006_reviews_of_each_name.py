"""A review is stored for each name under which its repository is read.

Revision: 0006, after 0005
"""

from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_constraint('uq_review_github_id', type_='unique')
        batch_op.create_unique_constraint(
            'uq_review_pull_request_id_github_id', ['pull_request_id', 'github_id']
        )
        batch_op.drop_index('ix_review_pull_request')
    # Reviews that the last reading took from another name are read again.
    op.execute("DELETE FROM reading WHERE source = 'github_pull_requests'")


def downgrade() -> None:
    op.execute('DELETE FROM review WHERE id NOT IN (SELECT MAX(id) FROM review GROUP BY github_id)')
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.create_index('ix_review_pull_request', ['pull_request_id'], unique=False)
        batch_op.drop_constraint('uq_review_pull_request_id_github_id', type_='unique')
        batch_op.create_unique_constraint('uq_review_github_id', ['github_id'])
