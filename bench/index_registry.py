"""The registry folder that goes with the generated index: fictional organizations, projects, bots and providers."""

from pathlib import Path

ORGANIZATIONS = 60
FREE_MAIL = ("mailbox.example", "post.example", "freemail.example")
BOTS = tuple(f"robot-{number}" for number in range(40))
_KINDS = ("company", "company", "company", "company", "university", "foundation")
_BANDS = ("under 50", "50-499", "500-4999", "5000+")
_PROJECT_KINDS = ("library", "framework", "model", "inference", "training", "evaluation", "data", "tooling")


def domain_of_organization(number: int) -> str:
    """Give the mail domain of an organization."""
    return f"works{number}.example"


def project_name(number: int) -> str:
    """Give the repository name of a project."""
    return f"owner{number % 40}/project-{number}"


def write_registry(folder: Path, projects: int) -> None:
    """Write the four registry files for an index of so many projects; for use as the only layer."""
    folder.mkdir(parents=True, exist_ok=True)
    organizations = "\n".join(_organization(number) for number in range(ORGANIZATIONS))
    (folder / "organizations.toml").write_text(organizations, encoding="utf-8")
    (folder / "upstreams.toml").write_text("\n".join(_upstream(number) for number in range(projects)), encoding="utf-8")
    (folder / "automation.toml").write_text("\n".join(_bot(number) for number in range(len(BOTS))), encoding="utf-8")
    providers = ", ".join(f'"{domain}"' for domain in FREE_MAIL)
    text = f'[providers]\nfree_mail = [{providers}]\nhosting = ["users.noreply.github.com"]\n'
    (folder / "providers.toml").write_text(text, encoding="utf-8")


def _organization(number: int) -> str:
    kind = _KINDS[number % len(_KINDS)]
    lines = [
        f"[organizations.works-{number}]",
        f'name = "Works {number}"',
        f'kind = "{kind}"',
        f'domains = ["{domain_of_organization(number)}"]',
    ]
    if kind == "company":
        lines.append(f'staff = {{ band = "{_BANDS[number % 4]}", source = "a generated report", year = 2026 }}')
    if number % 10 == 9:
        lines.append(f'parents = [{{ organization = "works-{number - 9}", since = "2024-07" }}]')
    return "\n".join(lines) + "\n"


def _upstream(number: int) -> str:
    lines = [
        f'[upstreams."{project_name(number)}"]',
        f'kind = "{_PROJECT_KINDS[number % 8]}"',
        'licence = "Apache-2.0"',
    ]
    if number % 5 < 4:
        lines.append(f'hosts = [{{ organization = "works-{number % ORGANIZATIONS}", since = "2018-08" }}]')
    if number % 25 == 24:
        lines.append("historical = true")
    return "\n".join(lines) + "\n"


def _bot(number: int) -> str:
    kind = "agent" if number % 10 == 0 else "bot"
    return f'[automation.{BOTS[number]}]\nkind = "{kind}"\nroles = ["author"]\nlogins = ["{BOTS[number]}"]\n'
