"""Every route of the API is asked once by somebody who may, and answers as it should."""

import base64
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import pytest

from tests.github.conftest import Small
from tests.github.routes import ROUTER, ROUTES
from tests.github.routes_graphql import Reply

ENGINE = "/repos/acme/engine"
INSTALLED, ELSEWHERE = "/app/installations/{installation}", "/app/installations/{other_installation}"
ISSUE, COMMENT, PULL = f"{ENGINE}/issues/{{issue}}", f"{ENGINE}/issues/comments/{{comment}}", f"{ENGINE}/pulls/{{pull}}"
RELEASE = f"{ENGINE}/releases/{{release}}"


@dataclass
class Known:
    """What is in a repository in which each route finds something: names for the paths, tokens by who shows them."""

    names: dict[str, Any]
    tokens: dict[str, str | None]


Body = Callable[[dict[str, Any]], Any]


class Asked(NamedTuple):
    """One question: as whom, what it is answered, and its body, made of the names."""

    method: str
    path: str
    by: str
    status: int
    body: Body | None = None


def said(**body: Any) -> Body:
    """A body that is the same whatever there is."""
    return lambda _names: body


ASKED = {
    "the App": [
        Asked("GET", "/app", "app", 200),
        Asked("GET", "/app/installations", "app", 200),
        Asked("GET", INSTALLED, "app", 200),
        Asked("POST", f"{INSTALLED}/access_tokens", "app", 201, lambda names: {"repository_ids": [names["engine"]]}),
        Asked("GET", f"{ENGINE}/installation", "app", 200),
        Asked("GET", "/orgs/acme/installation", "app", 200),
        Asked("GET", "/users/acme/installation", "app", 200),
        Asked("POST", "/app-manifests/{code}/conversions", "nobody", 201),
        Asked("GET", "/installation/repositories", "installation", 200),
        Asked("DELETE", "/installation/token", "installation", 204),
    ],
    "an installation's end": [
        Asked("PUT", f"{ELSEWHERE}/suspended", "app", 204),
        Asked("DELETE", f"{ELSEWHERE}/suspended", "app", 204),
        Asked("DELETE", ELSEWHERE, "app", 204),
    ],
    "the hook": [
        Asked("GET", "/app/hook/config", "app", 200),
        Asked("PATCH", "/app/hook/config", "app", 200, said(content_type="json", insecure_ssl="0")),
        Asked("GET", "/app/hook/deliveries", "app", 200),
        Asked("GET", "/app/hook/deliveries/{attempt}", "app", 200),
        Asked("POST", "/app/hook/deliveries/{attempt}/attempts", "app", 202),
    ],
    "accounts": [
        Asked("GET", "/user", "dana", 200),
        Asked("GET", "/user/{dana}", "installation", 200),
        Asked("GET", "/users/dana", "installation", 200),
        Asked("GET", "/orgs/acme", "installation", 200),
        Asked("GET", "/orgs/acme/public_members", "installation", 200),
        Asked("GET", "/orgs/acme/public_members/dana", "installation", 204),
        Asked("GET", "/orgs/acme/members/dana", "installation", 204),
    ],
    "a repository": [
        Asked("GET", ENGINE, "installation", 200),
        Asked("GET", "/repositories/{engine}", "installation", 200),
        Asked("GET", f"{ENGINE}/collaborators/dana/permission", "installation", 200),
        Asked("GET", f"{ENGINE}/stats/contributors", "installation", 202),
    ],
    "commits and files": [
        Asked("GET", f"{ENGINE}/commits", "installation", 200),
        Asked("GET", f"{ENGINE}/commits/main", "installation", 200),
        Asked("GET", f"{ENGINE}/commits/{{sha}}/pulls", "installation", 200),
        Asked("GET", f"{ENGINE}/contents/", "installation", 200),
        Asked("GET", f"{ENGINE}/contents/README.md", "installation", 200),
        Asked("PUT", f"{ENGINE}/contents/new.txt", "installation", 201,
              said(message="x", content=base64.b64encode(b"x").decode())),
    ],
    "check runs": [
        Asked("GET", f"{ENGINE}/commits/{{sha}}/check-runs", "installation", 200),
        Asked("POST", f"{ENGINE}/check-runs", "installation", 201,
              lambda names: {"name": "x", "head_sha": names["sha"]}),
        Asked("GET", f"{ENGINE}/check-runs/{{check}}", "installation", 200),
        Asked("PATCH", f"{ENGINE}/check-runs/{{check}}", "installation", 200, said(conclusion="success")),
    ],
    "git data": [
        Asked("GET", f"{ENGINE}/git/blobs/{{blob}}", "installation", 200),
        Asked("POST", f"{ENGINE}/git/blobs", "installation", 201, said(content="x")),
        Asked("GET", f"{ENGINE}/git/trees/{{tree}}", "installation", 200),
        Asked("POST", f"{ENGINE}/git/trees", "installation", 201,
              lambda names: {"base_tree": names["tree"], "tree": []}),
        Asked("GET", f"{ENGINE}/git/commits/{{sha}}", "installation", 200),
        Asked("POST", f"{ENGINE}/git/commits", "installation", 201,
              lambda names: {"message": "x", "tree": names["tree"], "parents": [names["sha"]]}),
    ],
    "git refs": [
        Asked("GET", f"{ENGINE}/git/ref/heads/main", "installation", 200),
        Asked("GET", f"{ENGINE}/git/matching-refs/heads/", "installation", 200),
        Asked("POST", f"{ENGINE}/git/refs", "installation", 201,
              lambda names: {"ref": "refs/heads/next", "sha": names["sha"]}),
        Asked("PATCH", f"{ENGINE}/git/refs/heads/next", "installation", 200, lambda names: {"sha": names["sha"]}),
        Asked("DELETE", f"{ENGINE}/git/refs/heads/next", "installation", 204),
    ],
    "issues": [
        Asked("GET", f"{ENGINE}/issues", "installation", 200),
        Asked("POST", f"{ENGINE}/issues", "installation", 201, said(title="x", body="y", labels=["bug"])),
        Asked("GET", ISSUE, "installation", 200),
        Asked("PATCH", ISSUE, "installation", 200, said(title="z", state="closed", labels=["new"])),
    ],
    "labels": [
        Asked("GET", f"{ENGINE}/labels", "installation", 200),
        Asked("GET", f"{ISSUE}/labels", "installation", 200),
        Asked("POST", f"{ISSUE}/labels", "installation", 200, said(labels=["more"])),
        Asked("DELETE", f"{ISSUE}/labels/more", "installation", 200),
    ],
    "comments": [
        Asked("GET", f"{ISSUE}/comments", "installation", 200),
        Asked("POST", f"{ISSUE}/comments", "installation", 201, said(body="x")),
        Asked("GET", f"{ENGINE}/issues/comments", "installation", 200),
        Asked("GET", COMMENT, "installation", 200),
        Asked("PATCH", COMMENT, "dana", 200, said(body="y")),
        Asked("DELETE", COMMENT, "dana", 204),
    ],
    "reactions": [
        Asked("GET", f"{ISSUE}/reactions", "installation", 200),
        Asked("POST", f"{ISSUE}/reactions", "installation", 201, said(content="eyes")),
        Asked("DELETE", f"{ISSUE}/reactions/{{on_issue}}", "installation", 204),
        Asked("GET", f"{COMMENT}/reactions", "installation", 200),
        Asked("POST", f"{COMMENT}/reactions", "installation", 201, said(content="eyes")),
        Asked("DELETE", f"{COMMENT}/reactions/{{on_comment}}", "installation", 204),
    ],
    "pull requests": [
        Asked("GET", f"{ENGINE}/pulls?state=all", "installation", 200),
        Asked("GET", PULL, "installation", 200),
        Asked("GET", f"{PULL}/merge", "installation", 204),
        Asked("GET", f"{PULL}/reviews", "installation", 200),
        Asked("GET", f"{PULL}/comments", "installation", 200),
        Asked("GET", f"{PULL}/files", "installation", 200),
        Asked("GET", f"{PULL}/commits", "installation", 200),
    ],
    "releases": [
        Asked("GET", f"{ENGINE}/releases", "installation", 200),
        Asked("POST", f"{ENGINE}/releases", "installation", 201, said(tag_name="v2")),
        Asked("GET", f"{ENGINE}/releases/latest", "installation", 200),
        Asked("GET", f"{ENGINE}/releases/tags/v1", "installation", 200),
        Asked("GET", RELEASE, "installation", 200),
        Asked("PATCH", RELEASE, "installation", 200, said(body="y")),
        Asked("GET", f"{RELEASE}/assets", "installation", 200),
        Asked("POST", f"{RELEASE}/assets?name=b.txt", "installation", 201, said()),
        Asked("GET", f"{ENGINE}/releases/assets/{{asset}}", "installation", 200),
        Asked("DELETE", f"{ENGINE}/releases/assets/{{asset}}", "installation", 204),
        Asked("DELETE", RELEASE, "installation", 204),
    ],
    "the service": [
        Asked("GET", "/rate_limit", "installation", 200),
        Asked("GET", "/meta", "installation", 200),
        Asked("POST", "/graphql", "installation", 200, said(query="{viewer{login}}")),
    ],
}  # fmt: skip
"""Every route, by what it is about; in an order in which one makes what the next one takes away."""


@pytest.fixture
def known(small: Small) -> Known:
    github, dana, engine = small.github, small.dana, small.engine
    github.graphql = lambda _call, _question: Reply({"data": {}})
    github.member(small.acme, dana, public=True)
    sha = github.push(engine, {"README.md": "# Engine\n", "a/b.txt": "x\n"}, user=dana)
    issue = github.open_issue(engine, "It does not start", "Why?", user=dana, labels=["bug"])
    comment = github.comment(engine, issue.number, user=dana, body="Hello")
    pull = github.open_pull_request(engine, "Add", user=dana)
    github.merge(engine, pull.number, user=dana)
    github.review(engine, pull.number, user=dana, comments=[("a.py", 1, "x")])
    release = github.release(engine, "v1", user=dana, body="x")
    names = {
        "engine": engine.id,
        "dana": dana.id,
        "installation": small.installation.id,
        "other_installation": github.install(small.app, dana).id,
        "code": github.submit_manifest({"name": "Other", "url": "https://o.example"}, dana),
        "attempt": github.deliveries[0].attempts[0].id,
        "sha": sha,
        "tree": github.git(engine).commit(sha).tree,
        "blob": github.git(engine).entry(sha, "README.md").sha,
        "check": github.check_run(engine, small.app, "Giveback", sha).id,
        "issue": issue.number,
        "comment": comment.id,
        "on_issue": github.react(issue, "heart", user=small.app.bot)[0].id,
        "on_comment": github.react(comment, "heart", user=small.app.bot)[0].id,
        "pull": pull.number,
        "release": release.id,
        "asset": github.add_asset(release, "a.txt", b"a", "text/plain", dana).id,
    }
    assert github.settle()
    tokens = {"app": small.jwt(), "installation": small.installation_token(), "dana": github.token(dana)}
    return Known(names, {**tokens, "nobody": None})


@pytest.mark.parametrize("about", ASKED)
def test_every_route_answers_who_may_ask(small: Small, known: Known, about: str) -> None:
    for each in ASKED[about]:
        body = each.body(known.names) if each.body is not None else None
        answer = small.ask(each.method, each.path.format(**known.names), token=known.tokens[each.by], json=body)
        assert answer.status_code == each.status, (each, answer.text)
        assert bool(answer.content) is (each.status != 204), each
    assert small.github.unknown_requests == []
    assert small.github.settle()


def test_there_is_no_route_that_is_not_asked() -> None:
    anything: dict[str, Any] = defaultdict(lambda: "1")
    paths = [(each.method, each.path.partition("?")[0].format_map(anything)) for each in chain(*ASKED.values())]
    asked = {found[0] for found in (ROUTER.find(*each) for each in paths) if found is not None}
    assert asked == set(ROUTES)


def test_too_many_requests_at_once_are_refused(small: Small) -> None:
    small.github.limits.concurrent = 0
    answer = small.ask("GET", ENGINE)
    assert (answer.status_code, answer.headers["retry-after"]) == (403, "60")
