"""The whole way as an operator goes it: from `giveback serve` to an App that is installed and gets new secrets."""

import html
import re
import subprocess
from pathlib import Path

import requests
from giveback_runner import Giveback

from tests.github.stand_in import StandIn


def form(page: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def action(page: str) -> str:
    found = re.search(r'<form method="post" action="([^"]+)"', page)
    assert found, page
    return html.unescape(found[1])


def test_from_the_shell_to_an_installed_app(deployment: Giveback, tmp_path: Path) -> None:
    with StandIn() as github:
        acme = github.organization("acme")
        github.repository("acme/engine")
        deployment.settings |= {"GIVEBACK_GITHUB_URL": github.web_url, "GIVEBACK_GITHUB_API_URL": github.api_url}
        command = deployment.command("serve", "--port", "0")
        with subprocess.Popen(command, env=deployment.environment(), stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout
            try:
                address, secret = said(running)
                browser = requests.Session()
                fields = {"secret": secret, "name": "Giveback of Acme", "public_url": address, "organization": "acme"}
                page = browser.post(f"{address}/setup/register", data=fields, timeout=20).text
                confirm = browser.post(action(page), data=form(page), timeout=20)
                assert "Create “Giveback of Acme” for acme?" in confirm.text
                back = browser.post(confirm.url, data=form(confirm.text) | {"confirm": "yes"}, timeout=20)
                (app,) = github.world.apps.values()
                assert back.url == f"{github.web_url}/apps/{app.slug}/installations/new"
                installed = browser.post(back.url, data={"account": acme.login}, timeout=20)
                assert installed.url.startswith(f"{address}/setup/installed?installation_id=")
                assert installed.status_code == 200
                assert browser.get(f"{address}/setup", timeout=20).status_code == 410

                before = app.webhook_secret
                rotated = deployment("secrets", "rotate")
                assert app.webhook_secret != before
                assert before not in rotated.out + rotated.err
                examined = {each["subject"]: each for each in deployment("doctor", "--json").json}
                assert examined["app"]["state"] == "ok"
                assert examined["github clock"]["state"] == "ok"
            finally:
                running.terminate()
        assert github.unknown_requests == []
    stored = Path(deployment.database).read_bytes()
    for kept in (app.pem, app.webhook_secret, app.client_secret, before):
        assert str(kept).encode() not in stored


def said(running: "subprocess.Popen[str]") -> tuple[str, str]:
    """Where it serves, and the set-up secret."""
    assert running.stdout
    lines = [running.stdout.readline() for _ in range(3)]
    address, secret = re.search(r"http://[\d.:]+", lines[0]), re.search(r"secret is (\S+)", lines[2])
    assert address, lines
    assert secret, lines
    return address[0], secret[1]
