"""The fictional world's registry loads by itself and has an entry of every kind."""

from pathlib import Path

import pytest

from bot.registry import load_registry
from demo.registry_files import write_registry
from demo.work import FULL, SMALL
from reports.months import Month


def test_a_registry_is_not_written_over_another(tmp_path: Path) -> None:
    write_registry(tmp_path / "registry", small=True)
    with pytest.raises(FileExistsError):
        write_registry(tmp_path / "registry", small=False)


def test_both_registries_stand_alone_and_list_what_the_repositories_are_called(tmp_path: Path) -> None:
    for small, work in ((True, SMALL), (False, FULL)):
        write_registry(tmp_path / str(small), small=small)
        registry = load_registry(only=tmp_path / str(small))
        assert set(registry.upstreams) == set(work)
        assert registry.takeovers == ()
        assert registry.independent.addresses
        assert registry.independent.logins


def test_the_full_registry_has_every_kind_of_organization_and_automation(tmp_path: Path) -> None:
    write_registry(tmp_path / "registry", small=False)
    registry = load_registry(only=tmp_path / "registry")
    organizations = registry.organizations
    assert {entry.kind for entry in organizations.values()} == {
        "company", "university", "foundation", "government", "project", "provider"
    }  # fmt: skip
    bands = {entry.staff.band for entry in organizations.values() if entry.staff}
    assert bands == {"under 50", "50-499", "500-4999", "5000+"}
    assert any(entry.kind == "company" and entry.staff is None for entry in organizations.values())
    assert registry.parent_of("larkspur", Month.parse("2025-03")) is None
    assert registry.parent_of("larkspur", Month.parse("2025-04")) == "nimbus"
    assert organizations["zeta"].name == "Zeta <b>& Söhne</b> | =1+1"
    assert {entry.kind for entry in registry.automation.values()} == {"bot", "agent", "service"}
    assert registry.automation["quill"].vendor in organizations
    assert {entry.landing.profile for entry in registry.upstreams.values()} == {"squash", "merge", "rebase", "mirror"}
    assert any(entry.historical for entry in registry.upstreams.values())
    assert any(len(entry.hosts) > 1 for entry in registry.upstreams.values())
    assert all(registry.providers.model_dump().values())
