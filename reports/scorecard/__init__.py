"""The scorecard: a month's content as a plain value, made of measurements and judgements alone.

Its form is `reports/schema/scorecard-1.schema.json`. The same ledger gives the same content, to the byte.
"""

from reports.scorecard.content import SCHEMA, make_content
from reports.scorecard.difference import Change, differences
from reports.scorecard.moves import Move, moves

__all__ = ["SCHEMA", "Change", "Move", "differences", "make_content", "moves"]
