"""Adding up what was done over the projects that an organization controls."""

from collections.abc import Mapping

from reports.ledger import Decisions
from reports.views import View


def share_over_projects(view: View, organization: str, decisions: Mapping[str, Decisions]) -> tuple[int, int]:
    """Give how many were as asked for, and how many there were."""
    found = [decisions[project] for project in view.controlled_projects(organization) if project in decisions]
    return sum(each.asked_for for each in found), sum(each.all for each in found)
