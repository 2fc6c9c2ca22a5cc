"""What is known of the fictional world before looking: its registry, complete in itself, as files.

The small world takes the entries that it needs; nothing in them names an organization that it lacks.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from demo.people import ACME_RELEASES, FIRST_ID, PATCHBOT, QUILL, QUILL_APP, ROSTER, WEB_FLOW

SMALL_ORGANIZATIONS = ("acme", "borealis", "fjord", "midway", "commons")
SMALL_REPOSITORIES = ("acme/tensorkit", "commons/loom", "commons/harrow")


def _logins(team: str) -> str:
    """Every second login of a team: what the team's company told, as far as it told."""
    return json.dumps([person.login for person in ROSTER[team][::2]])


def _staff(band: str, number: int) -> str:
    return f'staff = {{ band = "{band}", count = {number}, source = "https://registry.example/staff", year = 2025 }}'


ORGANIZATIONS: Mapping[str, str] = {
    "acme": f"""
name = "Acme Compute"
kind = "company"
aliases = ["Acme", "Acme Compute Inc."]
domains = ["acme.example"]
github = ["acme"]
{_staff("5000+", 41000)}
logins = {_logins("acme")}
""",
    "borealis": f"""
name = "Borealis Systems"
kind = "company"
domains = ["borealis.example"]
github = ["borealis"]
{_staff("500-4999", 1800)}
""",
    "fjord": f"""
name = "Fjord Bank"
kind = "company"
domains = ["fjordbank.example"]
{_staff("5000+", 12500)}
logins = {_logins("fjord")}
""",
    "midway": f"""
name = "Midway University"
kind = "university"
domains = ["midway.example"]
logins = {_logins("midway")}
""",
    "commons": f"""
name = "Open Commons Foundation"
kind = "foundation"
domains = ["commons.example"]
github = ["commons"]
logins = {_logins("commons")}
""",
    "nimbus": f"""
name = "Nimbus Cloud"
kind = "company"
aliases = ["Nimbus"]
domains = ["nimbus.example"]
github = ["nimbus"]
{_staff("5000+", 23000)}
""",
    "larkspur": f"""
name = "Larkspur AI"
kind = "company"
domains = ["larkspur.example"]
parents = [{{ organization = "nimbus", since = "2025-04" }}]
{_staff("50-499", 140)}
logins = {_logins("larkspur")}
""",
    "kestrel": f"""
name = "Kestrel Labs"
kind = "company"
domains = ["kestrel.example"]
{_staff("under 50", 11)}
logins = {_logins("kestrel")}
""",
    "granite": f"""
name = "Granite Semiconductor"
kind = "company"
domains = ["granite.example", "graniteml.example"]
github = ["granite"]
{_staff("500-4999", 3900)}
logins = {_logins("granite")}
""",
    "heron": f"""
name = "Heron Analytics"
kind = "company"
domains = ["heron.example"]
{_staff("50-499", 320)}
""",
    "zeta": f"""
name = "Zeta <b>& Söhne</b> | =1+1"
kind = "company"
aliases = ["@Zeta"]
domains = ["zeta.example"]
{_staff("50-499", 95)}
logins = {_logins("zeta")}
""",
    "quill": f"""
name = "Quill Intelligence"
kind = "company"
domains = ["quill.example"]
github = ["quill"]
{_staff("50-499", 210)}
logins = {_logins("quill")}
""",
    "osprey": """
name = "Osprey Consulting"
kind = "company"
domains = ["osprey.example"]
""",
    "natlab": """
name = "Norland National Laboratory"
kind = "government"
domains = ["natlab.example"]
""",
    "lantern": """
name = "Lantern Project"
kind = "project"
domains = ["lantern.example"]
github = ["lantern"]
""",
    "mailhaven": """
name = "Mailhaven"
kind = "provider"
domains = ["mailhaven.example"]
""",
}

INDEPENDENT = f"""
[independent]
addresses = ["{ROSTER["independents"][0].address}"]
logins = ["{ROSTER["independents"][1].login}", "{ROSTER["independents"][2].login}"]
"""

UPSTREAMS: Mapping[str, str] = {
    "acme/tensorkit": """
kind = "library"
licence = "Apache-2.0"
hosts = [{ organization = "acme", since = "2019-01" }]
landing = { profile = "squash" }
packages = ["pypi:tensorkit"]
""",
    "commons/loom": """
kind = "framework"
licence = "Apache-2.0"
hosts = [{ organization = "commons", since = "2021-05" }]
landing = { profile = "merge" }
packages = ["pypi:loom-ai", "npm:loom-ai"]
open_collective = "loom"
""",
    "commons/harrow": """
kind = "training"
licence = "MIT"
hosts = [{ organization = "commons", since = "2022-09" }]
landing = { profile = "rebase" }
packages = ["pypi:harrow"]
""",
    "granite/graniteml": """
kind = "inference"
licence = "BSD-3-Clause"
hosts = [{ organization = "granite", since = "2022-01" }]
landing = { profile = "squash" }
""",
    "lantern/evalbench": """
kind = "evaluation"
licence = "MIT"
hosts = [
    { organization = "nimbus", since = "2022-03", until = "2024-07" },
    { organization = "lantern", since = "2024-07" },
]
landing = { profile = "squash" }
hugging_face = "lantern"
""",
    "borealis/pebble": """
kind = "tooling"
licence = "MPL-2.0"
hosts = [{ organization = "borealis", since = "2023-02" }]
landing = { profile = "merge" }
""",
    "acme/tensorkit-lite": """
kind = "inference"
licence = "Apache-2.0"
hosts = [{ organization = "acme", since = "2023-06" }]
landing = { profile = "mirror", mirror_of = "acme/tensorkit", sync_subject = "^Sync with tensorkit\\\\b" }
""",
    "nimbus/strata": """
kind = "data"
licence = "BUSL-1.1"
hosts = [{ organization = "nimbus", since = "2020-01" }]
landing = { profile = "squash" }
historical = true
archived = "2025-01"
""",
}

AUTOMATION = f"""
[automation.patchbot]
kind = "bot"
roles = ["author", "dependency"]
ids = [{FIRST_ID + 900}]
logins = ["patchbot[bot]"]
addresses = ["{PATCHBOT.address}"]

[automation.web-flow]
kind = "bot"
roles = ["merge"]
logins = ["web-flow"]
addresses = ["{WEB_FLOW.address}"]

[automation.quill]
kind = "agent"
roles = ["author"]
ids = [{FIRST_ID + 902}]
logins = ["quill[bot]"]
addresses = ["{QUILL.address}", "{QUILL_APP.address}"]
trailers = ["assisted-by: quill"]
vendor = "quill"

[automation.acme-releases]
kind = "service"
roles = ["release"]
logins = ["{ACME_RELEASES.login}"]
addresses = ["{ACME_RELEASES.address}"]
organization = "acme"
"""

PROVIDERS = """
[providers]
free_mail = ["gmail.com", "postbox.example"]
forwarding = ["alumni.example"]
hosting = ["users.noreply.github.com", "github.com", "noreply.forge.example"]
personal = ["linden-family.example"]
"""


def write_registry(folder: Path, *, small: bool) -> None:
    """Write the four registry files into `folder`, which is made."""
    slugs = SMALL_ORGANIZATIONS if small else tuple(ORGANIZATIONS)
    names = SMALL_REPOSITORIES if small else tuple(UPSTREAMS)
    automation = AUTOMATION.replace('vendor = "quill"\n', "") if small else AUTOMATION
    organizations = "\n".join(f"[organizations.{slug}]{ORGANIZATIONS[slug]}" for slug in slugs)
    upstreams = "\n".join(f'[upstreams."{name}"]{UPSTREAMS[name]}' for name in names)
    texts = {
        "organizations": organizations + INDEPENDENT,
        "upstreams": upstreams,
        "automation": automation.lstrip("\n"),
        "providers": PROVIDERS.lstrip("\n"),
    }
    folder.mkdir(parents=True)
    for stem, text in texts.items():
        (folder / f"{stem}.toml").write_text(text, encoding="utf-8")
