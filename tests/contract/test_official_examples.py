"""All official example payloads, signed by the official library and delivered: none is lost, none breaks anything."""

import json
import subprocess
import urllib.error
import urllib.request
import uuid
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from receiving import Receiving
from sqlalchemy import text

from bot.store import inbox
from bot.store.effects import SETTLING
from webhooks.signature import is_signed

EXAMPLES = 329
KNOWN_ANSWER = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"  # as the documentation states it
_SIGN = """
import { sign } from "@octokit/webhooks-methods";
let input = "";
for await (const chunk of process.stdin) input += chunk;
const { secret, bodies } = JSON.parse(input);
console.log(JSON.stringify(await Promise.all(bodies.map((body) => sign(secret, body)))));
"""


class Example(NamedTuple):
    event: str
    body: str


def signatures(packages: Path, secret: str, bodies: list[str]) -> list[str]:
    """Let @octokit/webhooks-methods sign."""
    asked = json.dumps({"secret": secret, "bodies": bodies})
    command = ["node", "--input-type=module", "--eval", _SIGN]
    done = subprocess.run(command, input=asked, cwd=packages.parent, capture_output=True, text=True, check=True)
    signed: list[str] = json.loads(done.stdout)
    return signed


def examples(packages: Path, app_id: int) -> list[Example]:
    """The examples, each as if it were meant for this App: of others' installations it is right to be refused."""
    described = json.loads((packages / "@octokit/webhooks-examples/api.github.com/index.json").read_text())
    found = []
    for event in described:
        for payload in event["examples"]:
            if "app_id" in payload.get("installation", {}):
                payload["installation"]["app_id"] = app_id
            found.append(Example(event["name"], json.dumps(payload, ensure_ascii=False)))
    return found


def deliver(url: str, example: Example, signature: str, app_id: int) -> int:
    headers = {
        "Content-Type": "application/json",
        "X-GitHub-Event": example.event,
        "X-GitHub-Delivery": str(uuid.uuid4()),
        "X-GitHub-Hook-Installation-Target-ID": str(app_id),
        "X-GitHub-Hook-Installation-Target-Type": "integration",
        "X-Hub-Signature-256": signature,
    }
    request = urllib.request.Request(url, example.body.encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def _settle_for_good(receiving: Receiving) -> None:
    """Let all be handled, also what waits until GitHub says once more that it does not know an installation."""
    receiving.settle()
    receiving.github.clock.advance(seconds=SETTLING)
    receiving.settle()


def test_the_documented_signature_is_that_of_the_official_library(packages: Path) -> None:
    secret, body = "It's a Secret to Everybody", "Hello, World!"
    assert signatures(packages, secret, [body]) == [f"sha256={KNOWN_ANSWER}"]
    assert is_signed(body.encode(), f"sha256={KNOWN_ANSWER}", [secret])


def test_every_official_example_is_received_and_handled(receiving: Receiving, packages: Path) -> None:
    app = receiving.app
    url = str(app.hook_url)
    official = examples(packages, app.id)
    assert len(official) == EXAMPLES
    before = len(inbox.letters(receiving.database, None, 1_000))
    signed = signatures(packages, str(app.webhook_secret), [each.body for each in official])
    answers = Counter(
        deliver(url, example, signature, app.id) for example, signature in zip(official, signed, strict=True)
    )
    # Pings are answered 200, all others 202; bodies that are there twice are known already.
    twice = sum(count - 1 for count in Counter(each.body for each in official).values())
    pings = sum(each.event == "ping" for each in official)
    assert answers == {202: EXAMPLES - pings - twice, 200: pings + twice}
    assert (
        len(inbox.letters(receiving.database, None, 1_000)) - before == EXAMPLES
    )  # a known body has a row of its GUID, too
    _settle_for_good(receiving)
    assert set(receiving.states) <= {"done", "ignored"}


def test_what_an_example_says_of_others_changes_nothing_here(receiving: Receiving, packages: Path) -> None:
    """Payloads are hints: GitHub knows none of the installations and repositories that the examples speak of."""
    app, url = receiving.app, str(receiving.app.hook_url)

    def known() -> list[Any]:
        with receiving.database.reading() as connection:
            query = text("SELECT id, suspended_at, removed_at FROM installation ORDER BY id")
            return [tuple(row) for row in connection.execute(query)]

    before = known()
    told = [each for each in examples(packages, app.id) if each.event.startswith("installation")]
    signed = signatures(packages, str(app.webhook_secret), [each.body for each in told])
    for example, signature in zip(told, signed, strict=True):
        assert deliver(url, example, signature, app.id) in {200, 202}
    _settle_for_good(receiving)
    ours = [row for row in known() if row[0] == receiving.installation.id]
    assert ours == before
    assert all(row[2] is not None for row in known() if row[0] != receiving.installation.id)


pytestmark = pytest.mark.contract
