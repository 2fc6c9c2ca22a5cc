"""When a history was last read to its tip, news or not: a month counts only what was read after it ended.

Revision: 0002, after 0001
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('repository', schema=None) as batch_op:
        batch_op.add_column(sa.Column('read_at', sa.BigInteger(), nullable=True))
    connection = op.get_bind()
    begun = connection.execute(
        sa.text(
            'SELECT s.repository_id, s.started_at FROM scan s JOIN repository r'
            ' ON r.id = s.repository_id AND r.scan = s.number WHERE s.finished_at IS NOT NULL'
        )
    ).all()
    for repository, started in begun:
        moment = datetime.fromisoformat(started) if isinstance(started, str) else started
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        connection.execute(
            sa.text('UPDATE repository SET read_at = :at WHERE id = :id'),
            {'at': int(moment.timestamp()), 'id': repository},
        )


def downgrade() -> None:
    with op.batch_alter_table('repository', schema=None) as batch_op:
        batch_op.drop_column('read_at')
