"""What a metric is: an id, what it says in words, and a pure function from a view to a measurement."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.measurement import Measurement
from reports.views import Period, View


@dataclass(frozen=True, slots=True)
class OrganizationMetric:
    """Measures one organization in one view and period."""

    id: str
    unit: str
    description: str
    measure: Callable[[View, str, Period], Measurement]


@dataclass(frozen=True, slots=True)
class ProjectMetric:
    """Measures one project in one period; organizations are grouped under their parents of the month's last day."""

    id: str
    unit: str
    description: str
    measure: Callable[[View, str, Period], Measurement]
