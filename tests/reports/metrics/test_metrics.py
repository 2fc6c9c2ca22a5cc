from importlib import import_module, resources

import pytest

from reports.metrics import ORGANIZATION_METRICS, PROJECT_METRICS, OrganizationMetric, ProjectMetric

NO_METRIC = {"__init__.py", "metric.py", "tallying.py", "concentration.py"}


@pytest.mark.parametrize("metrics", [ORGANIZATION_METRICS, PROJECT_METRICS])
def test_no_two_metrics_share_an_id(metrics: tuple[OrganizationMetric | ProjectMetric, ...]) -> None:
    assert len({metric.id for metric in metrics}) == len(metrics)


def test_every_metric_in_the_folder_is_in_a_tuple() -> None:
    files = (entry.name for entry in resources.files("reports").joinpath("metrics").iterdir())
    for name in sorted(file for file in files if file.endswith(".py") and file not in NO_METRIC):
        module = import_module(f"reports.metrics.{name.removesuffix('.py')}")
        for value in vars(module).values():
            if isinstance(value, (OrganizationMetric, ProjectMetric)):
                assert value in (*ORGANIZATION_METRICS, *PROJECT_METRICS), name


@pytest.mark.parametrize("metric", [*ORGANIZATION_METRICS, *PROJECT_METRICS], ids=lambda metric: metric.id)
def test_every_metric_says_what_it_is_in_sentences(metric: OrganizationMetric | ProjectMetric) -> None:
    assert metric.description.endswith(".")
    assert metric.unit
