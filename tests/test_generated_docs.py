"""The pages of docs/ that the code tells are what the code says today."""

import pytest
from generated_docs import ROOT, generated

PAGES = generated()


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == PAGES[name], "run `make docs` and read the difference"


def test_every_command_and_option_is_documented() -> None:
    import typer  # noqa: PLC0415

    from bot.cli import app, export  # noqa: PLC0415

    text = PAGES["commands.md"]
    for command in app.registered_commands + export.registered_commands:
        assert command.callback
        assert f"giveback {'export ' if command in export.registered_commands else ''}" in text
        assert f" {command.name or command.callback.__name__}\n" in text
    assert "--registry-only" in text
    assert str(typer.main.get_command(app).help) in text


@pytest.mark.parametrize(
    "usage",
    [
        "giveback [OPTIONS] COMMAND",
        "giveback close [OPTIONS] YYYY-MM",
        "giveback export [OPTIONS] COMMAND",
        "giveback jobs [OPTIONS] [COMMAND]",
        "giveback jobs run [OPTIONS] [KIND] [PERIOD]",
        "giveback inbox [OPTIONS] [COMMAND]",
        "giveback inbox retry [OPTIONS] [GUID...]",
    ],
)
def test_what_may_be_left_out_stands_in_brackets(usage: str) -> None:
    assert f"\n    {usage}\n" in PAGES["commands.md"]


def test_every_page_that_the_readme_names_is_there() -> None:
    import re  # noqa: PLC0415

    for page in ("README.md", "CONTRIBUTING.md", "docs/architecture.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert ((ROOT / page).parent / link).exists(), f"{page} leads to {link}"
