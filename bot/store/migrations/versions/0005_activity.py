"""Activity that GitHub tells: pull requests, reviews, issues, memberships, releases; repositories have numbers.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('reading',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('repository_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('cursor', sa.Text(), nullable=True),
    sa.Column('read_until', sa.BigInteger(), nullable=True),
    sa.Column('mark', sa.Text(), nullable=True),
    sa.Column('newest_at', sa.BigInteger(), nullable=True),
    sa.Column('finished_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['repository_id'], ['repository.id'], name=op.f('fk_reading_repository_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reading')),
    sa.UniqueConstraint('repository_id', 'source', name=op.f('uq_reading_repository_id_source'))
    )
    op.create_table('release',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('repository_id', sa.Integer(), nullable=False),
    sa.Column('tag', sa.Text(), nullable=False),
    sa.Column('published_at', sa.BigInteger(), nullable=False),
    sa.Column('is_prerelease', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['repository_id'], ['repository.id'], name=op.f('fk_release_repository_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release')),
    sa.UniqueConstraint('repository_id', 'tag', name=op.f('uq_release_repository_id_tag'))
    )
    op.create_table('repository_state',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('repository_id', sa.Integer(), nullable=False),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.Column('licence', sa.Text(), nullable=True),
    sa.Column('stars', sa.Integer(), nullable=False),
    sa.Column('forks', sa.Integer(), nullable=False),
    sa.Column('is_archived', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['repository_id'], ['repository.id'], name=op.f('fk_repository_state_repository_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_repository_state')),
    sa.UniqueConstraint('repository_id', 'seen_at', name=op.f('uq_repository_state_repository_id_seen_at'))
    )
    op.create_table('issue',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('repository_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('opener_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.BigInteger(), nullable=False),
    sa.Column('answered_at', sa.BigInteger(), nullable=True),
    sa.Column('answerer_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.BigInteger(), nullable=True),
    sa.Column('closer_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['answerer_id'], ['account.id'], name=op.f('fk_issue_answerer_id')),
    sa.ForeignKeyConstraint(['closer_id'], ['account.id'], name=op.f('fk_issue_closer_id')),
    sa.ForeignKeyConstraint(['opener_id'], ['account.id'], name=op.f('fk_issue_opener_id')),
    sa.ForeignKeyConstraint(['repository_id'], ['repository.id'], name=op.f('fk_issue_repository_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issue')),
    sa.UniqueConstraint('repository_id', 'number', name=op.f('uq_issue_repository_id_number'))
    )
    op.create_table('membership',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('organization', sa.Text(), nullable=False),
    sa.Column('first_seen_at', sa.BigInteger(), nullable=False),
    sa.Column('last_seen_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_membership_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('account_id', 'organization', name=op.f('uq_membership_account_id_organization'))
    )
    op.create_table('organization_reading',
    sa.Column('organization', sa.Text(), nullable=False),
    sa.Column('read_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('organization', name=op.f('pk_organization_reading'))
    )
    op.create_table('profile',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('company', sa.Text(), nullable=True),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.Column('last_seen_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_profile_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_profile')),
    sa.UniqueConstraint('account_id', 'seen_at', name=op.f('uq_profile_account_id_seen_at'))
    )
    op.create_table('pull_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('repository_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('opener_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.BigInteger(), nullable=False),
    sa.Column('closed_at', sa.BigInteger(), nullable=True),
    sa.Column('merged_at', sa.BigInteger(), nullable=True),
    sa.Column('merger_id', sa.Integer(), nullable=True),
    sa.Column('merge_sha', sa.Text(), nullable=True),
    sa.Column('landed_by', sa.Text(), nullable=True),
    sa.Column('base', sa.Text(), nullable=False),
    sa.Column('commits', sa.Integer(), nullable=True),
    sa.Column('first_authored_at', sa.BigInteger(), nullable=True),
    sa.Column('answered_at', sa.BigInteger(), nullable=True),
    sa.Column('answerer_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['answerer_id'], ['account.id'], name=op.f('fk_pull_request_answerer_id')),
    sa.ForeignKeyConstraint(['merger_id'], ['account.id'], name=op.f('fk_pull_request_merger_id')),
    sa.ForeignKeyConstraint(['opener_id'], ['account.id'], name=op.f('fk_pull_request_opener_id')),
    sa.ForeignKeyConstraint(['repository_id'], ['repository.id'], name=op.f('fk_pull_request_repository_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pull_request')),
    sa.UniqueConstraint('repository_id', 'number', name=op.f('uq_pull_request_repository_id_number'))
    )
    op.create_table('commit_identity',
    sa.Column('commit_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('signature', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['account.id'], name=op.f('fk_commit_identity_author_id')),
    sa.ForeignKeyConstraint(['commit_id'], ['git_commit.id'], name=op.f('fk_commit_identity_commit_id')),
    sa.PrimaryKeyConstraint('commit_id', name=op.f('pk_commit_identity'))
    )
    op.create_table('review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('github_id', sa.BigInteger(), nullable=False),
    sa.Column('pull_request_id', sa.Integer(), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=True),
    sa.Column('submitted_at', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('inline_comments', sa.Integer(), nullable=False),
    sa.Column('is_substantive', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['pull_request_id'], ['pull_request.id'], name=op.f('fk_review_pull_request_id')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['account.id'], name=op.f('fk_review_reviewer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review')),
    sa.UniqueConstraint('github_id', name=op.f('uq_review_github_id'))
    )
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.create_index('ix_review_pull_request', ['pull_request_id'], unique=False)

    # Column by column: a table that others refer to cannot be made anew while it holds something.
    op.add_column('account', sa.Column('told_by_github', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('repository', sa.Column('github_id', sa.BigInteger(), nullable=True))
    op.add_column('repository', sa.Column('is_private', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('repository', sa.Column('grouped_by', sa.Text(), nullable=True))
    op.create_index('ix_repository_github_id', 'repository', ['github_id'], unique=True)
    op.add_column('landing', sa.Column('told', sa.BigInteger(), nullable=True))
    op.add_column('landing', sa.Column('worked_at', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.execute('UPDATE landing SET change = told WHERE told IS NOT NULL')
    op.drop_column('landing', 'worked_at')
    op.drop_column('landing', 'told')
    op.drop_index('ix_repository_github_id', 'repository')
    op.drop_column('repository', 'grouped_by')
    op.drop_column('repository', 'is_private')
    op.drop_column('repository', 'github_id')
    op.drop_column('account', 'told_by_github')

    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_index('ix_review_pull_request')

    op.drop_table('review')
    op.drop_table('commit_identity')
    op.drop_table('pull_request')
    op.drop_table('profile')
    op.drop_table('organization_reading')
    op.drop_table('membership')
    op.drop_table('issue')
    op.drop_table('repository_state')
    op.drop_table('release')
    op.drop_table('reading')
