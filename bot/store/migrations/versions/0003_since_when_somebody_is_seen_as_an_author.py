"""Since when somebody is seen as an author: a month that is over does not look different for what came later.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    _derive_again(sa.Column('authored_at', sa.BigInteger(), nullable=True))
    with op.batch_alter_table('employment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('outdated_at', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    _derive_again(sa.Column('authored', sa.Boolean(), nullable=False))
    with op.batch_alter_table('employment', schema=None) as batch_op:
        batch_op.drop_column('outdated_at')


def _derive_again(authored: sa.Column) -> None:
    """Make the table of presences with another column. All of it is derived, and will be again by the next command."""
    op.drop_table('presence')
    op.create_table('presence',
    sa.Column('repository_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('first_landed_at', sa.BigInteger(), nullable=False),
    authored,
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_presence_account_id')),
    sa.ForeignKeyConstraint(['repository_id'], ['repository.id'], name=op.f('fk_presence_repository_id')),
    sa.PrimaryKeyConstraint('repository_id', 'account_id', name=op.f('pk_presence')),
    sqlite_with_rowid=False
    )
    op.create_index('ix_presence_account', 'presence', ['account_id'], unique=False)
    op.execute('UPDATE repository SET presence_scan = 0')
    op.execute('DELETE FROM employment')
    op.execute('DELETE FROM attribution_run')
