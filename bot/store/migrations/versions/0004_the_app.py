"""The App: secrets, installations, the inbox, effects, what is due.

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('app_registration',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('app_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('client_id', sa.Text(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('html_url', sa.Text(), nullable=False),
    sa.Column('web_url', sa.Text(), nullable=False),
    sa.Column('api_url', sa.Text(), nullable=False),
    sa.Column('public_url', sa.Text(), nullable=False),
    sa.Column('registered_at', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_app_registration'))
    )
    op.create_table('command_use',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('github_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('repository_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('installation_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_command_use'))
    )
    with op.batch_alter_table('command_use', schema=None) as batch_op:
        batch_op.create_index('ix_command_use_when', ['used_at'], unique=False)

    op.create_table('delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('guid', sa.Text(), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=True),
    sa.Column('installation_id', sa.BigInteger(), autoincrement=False, nullable=True),
    sa.Column('repository_id', sa.BigInteger(), autoincrement=False, nullable=True),
    sa.Column('lane', sa.Text(), nullable=False),
    sa.Column('received_at', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('body_sha256', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('not_before', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('worker', sa.Text(), nullable=True),
    sa.Column('handled_at', sa.BigInteger(), autoincrement=False, nullable=True),
    sa.Column('last_error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery')),
    sa.UniqueConstraint('guid', name=op.f('uq_delivery_guid'))
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.create_index('ix_delivery_body', ['body_sha256'], unique=False)
        is_open = sa.text("state IN ('waiting', 'running')")
        batch_op.create_index('ix_delivery_lane', ['lane', 'id'], unique=False, sqlite_where=is_open, postgresql_where=is_open)
        batch_op.create_index('ix_delivery_open', ['id'], unique=False, sqlite_where=is_open, postgresql_where=is_open)
        batch_op.create_index('ix_delivery_received', ['received_at'], unique=False)

    op.create_table('delivery_body',
    sa.Column('guid', sa.Text(), nullable=False),
    sa.Column('received_at', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('guid', name=op.f('pk_delivery_body'))
    )
    with op.batch_alter_table('delivery_body', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delivery_body_received_at'), ['received_at'], unique=False)

    op.create_table('delivery_claim',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('lease_until', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_delivery_claim'))
    )
    op.create_table('effect',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('remote_id', sa.Text(), nullable=True),
    sa.Column('digest', sa.Text(), nullable=True),
    sa.Column('intended_at', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('done_at', sa.BigInteger(), autoincrement=False, nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_effect')),
    sa.UniqueConstraint('key', name=op.f('uq_effect_key'))
    )
    op.create_table('installation',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('account_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('account_login', sa.Text(), nullable=False),
    sa.Column('account_type', sa.Text(), nullable=False),
    sa.Column('repository_selection', sa.Text(), nullable=False),
    sa.Column('permissions', sa.Text(), nullable=False),
    sa.Column('installed_at', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('seen_at', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('suspended_at', sa.BigInteger(), autoincrement=False, nullable=True),
    sa.Column('removed_at', sa.BigInteger(), autoincrement=False, nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installation'))
    )
    op.create_table('installed_repository',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('installation_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('is_private', sa.Boolean(), nullable=False),
    sa.Column('default_branch', sa.Text(), nullable=True),
    sa.Column('configuration', sa.Text(), nullable=True),
    sa.Column('configuration_sha', sa.Text(), nullable=True),
    sa.Column('added_at', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('removed_at', sa.BigInteger(), autoincrement=False, nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installed_repository'))
    )
    with op.batch_alter_table('installed_repository', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_installed_repository_installation_id'), ['installation_id'], unique=False)

    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('due_at', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('not_before', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('worker', sa.Text(), nullable=True),
    sa.Column('lease_until', sa.BigInteger(), autoincrement=False, nullable=True),
    sa.Column('started_at', sa.BigInteger(), autoincrement=False, nullable=True),
    sa.Column('finished_at', sa.BigInteger(), autoincrement=False, nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
    sa.UniqueConstraint('kind', 'period', name=op.f('uq_job_kind_period'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_due', ['state', 'not_before'], unique=False)

    op.create_table('lease',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('fencing', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_lease'))
    )
    op.create_table('repository_check',
    sa.Column('repository_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('checked_at', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('tip', sa.Text(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('repository_id', name=op.f('pk_repository_check'))
    )
    op.create_table('github_budget',
    sa.Column('credential', sa.Text(), nullable=False),
    sa.Column('bucket', sa.Text(), nullable=False),
    sa.Column('most', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('remaining', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('reset_at', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('seen_at', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('credential', 'bucket', name=op.f('pk_github_budget'))
    )
    op.create_table('secret',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('retires_at', sa.BigInteger(), autoincrement=False, nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_secret'))
    )
    with op.batch_alter_table('secret', schema=None) as batch_op:
        batch_op.create_index('ix_secret_name', ['name'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('secret', schema=None) as batch_op:
        batch_op.drop_index('ix_secret_name')

    op.drop_table('secret')
    op.drop_table('repository_check')
    op.drop_table('github_budget')
    op.drop_table('lease')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('ix_job_due')

    op.drop_table('job')
    with op.batch_alter_table('installed_repository', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_installed_repository_installation_id'))

    op.drop_table('installed_repository')
    op.drop_table('installation')
    op.drop_table('effect')
    op.drop_table('delivery_claim')
    with op.batch_alter_table('delivery_body', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delivery_body_received_at'))

    op.drop_table('delivery_body')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index('ix_delivery_received')
        batch_op.drop_index('ix_delivery_lane')
        batch_op.drop_index('ix_delivery_open')
        batch_op.drop_index('ix_delivery_body')

    op.drop_table('delivery')
    with op.batch_alter_table('command_use', schema=None) as batch_op:
        batch_op.drop_index('ix_command_use_when')

    op.drop_table('command_use')
    op.drop_table('app_registration')
