"""Every route of the API is asked once by somebody who may, and answers as it should."""

import base64
from typing import Any

from tests.github.conftest import Small
from tests.github.routes import ROUTES
from tests.github.routes_graphql import Reply

ENGINE = "/repos/acme/engine"
EVERYTHING = {
    f"{event} {action}".strip()
    for event, actions in {
        "check_run": "completed created",
        "discussion": "created edited",
        "discussion_comment": "created deleted edited",
        "installation": "created deleted new_permissions_accepted suspend unsuspend",
        "installation_repositories": "added removed",
        "installation_target": "renamed",
        "issue_comment": "created deleted edited",
        "issues": "closed edited labeled opened reopened unlabeled",
        "organization": "member_added member_removed renamed",
        "pull_request": "closed edited labeled opened reopened",
        "pull_request_review": "submitted",
        "release": "published",
        "repository": "archived deleted privatized publicized renamed transferred unarchived",
        "star": "created",
    }.items()
    for action in actions.split()
} | {"fork", "ping", "public", "push"}


def test_every_route_answers_who_may_ask(small: Small) -> None:
    github, dana = small.github, small.dana
    github.graphql = lambda _call, _question: Reply({"data": {}})
    github.member(small.acme, dana, public=True)
    sha = github.push(small.engine, {"README.md": "# Engine\n", "a/b.txt": "x\n"}, user=dana)
    issue = github.open_issue(small.engine, "It does not start", "Why?", user=dana, labels=["bug"])
    comment = github.comment(small.engine, issue.number, user=dana, body="Hello")
    on_issue, _ = github.react(issue, "heart", user=small.app.bot)
    on_comment, _ = github.react(comment, "heart", user=small.app.bot)
    pull = github.open_pull_request(small.engine, "Add", user=dana)
    github.merge(small.engine, pull.number, user=dana)
    github.review(small.engine, pull.number, user=dana, comments=[("a.py", 1, "x")])
    release = github.release(small.engine, "v1", user=dana, body="x")
    asset = github.add_asset(release, "a.txt", b"a", "text/plain", dana)
    check = github.check_run(small.engine, small.app, "Giveback", sha)
    code = github.submit_manifest({"name": "Other", "url": "https://o.example"}, dana)
    delivery = github.deliveries[0].attempts[0].id
    other = github.install(small.app, dana)
    github.settle()
    tree, blob = github.git(small.engine).commit(sha).tree, github.git(small.engine).entry(sha, "README.md").sha

    token, jwt, person = small.installation_token(), small.jwt(), github.token(dana)
    app = f"/app/installations/{small.installation.id}"
    dispensable = f"/app/installations/{other.id}"
    one, about, pulled = f"{ENGINE}/issues/1", f"{ENGINE}/issues/comments/{comment.id}", f"{ENGINE}/pulls/{pull.number}"
    content = {"message": "x", "content": base64.b64encode(b"x").decode()}
    asked: list[tuple[str, str, str | None, int, Any]] = [
        ("GET", "/app", jwt, 200, None),
        ("GET", "/app/installations", jwt, 200, None),
        ("GET", app, jwt, 200, None),
        ("PUT", f"{dispensable}/suspended", jwt, 204, None),
        ("DELETE", f"{dispensable}/suspended", jwt, 204, None),
        ("DELETE", dispensable, jwt, 204, None),
        ("POST", f"{app}/access_tokens", jwt, 201, {"repository_ids": [small.engine.id]}),
        ("GET", "/app/hook/config", jwt, 200, None),
        ("PATCH", "/app/hook/config", jwt, 200, {"content_type": "json", "insecure_ssl": "0"}),
        ("GET", "/app/hook/deliveries", jwt, 200, None),
        ("GET", f"/app/hook/deliveries/{delivery}", jwt, 200, None),
        ("POST", f"/app/hook/deliveries/{delivery}/attempts", jwt, 202, None),
        ("GET", f"{ENGINE}/installation", jwt, 200, None),
        ("GET", "/orgs/acme/installation", jwt, 200, None),
        ("GET", "/users/acme/installation", jwt, 200, None),
        ("POST", f"/app-manifests/{code}/conversions", None, 201, None),
        ("GET", "/installation/repositories", token, 200, None),
        ("GET", "/user", person, 200, None),
        ("GET", f"/user/{dana.id}", token, 200, None),
        ("GET", "/users/dana", token, 200, None),
        ("GET", "/orgs/acme", token, 200, None),
        ("GET", "/orgs/acme/public_members", token, 200, None),
        ("GET", "/orgs/acme/public_members/dana", token, 204, None),
        ("GET", "/orgs/acme/members/dana", token, 204, None),
        ("GET", ENGINE, token, 200, None),
        ("GET", f"/repositories/{small.engine.id}", token, 200, None),
        ("GET", f"{ENGINE}/collaborators/dana/permission", token, 200, None),
        ("GET", f"{ENGINE}/commits", token, 200, None),
        ("GET", f"{ENGINE}/commits/main", token, 200, None),
        ("GET", f"{ENGINE}/commits/{sha}/pulls", token, 200, None),
        ("GET", f"{ENGINE}/commits/{sha}/check-runs", token, 200, None),
        ("GET", f"{ENGINE}/contents/", token, 200, None),
        ("GET", f"{ENGINE}/contents/README.md", token, 200, None),
        ("PUT", f"{ENGINE}/contents/new.txt", token, 201, content),
        ("GET", f"{ENGINE}/stats/contributors", token, 202, None),
        ("GET", f"{ENGINE}/git/blobs/{blob}", token, 200, None),
        ("POST", f"{ENGINE}/git/blobs", token, 201, {"content": "x"}),
        ("GET", f"{ENGINE}/git/trees/{tree}", token, 200, None),
        ("POST", f"{ENGINE}/git/trees", token, 201, {"base_tree": tree, "tree": []}),
        ("GET", f"{ENGINE}/git/commits/{sha}", token, 200, None),
        ("POST", f"{ENGINE}/git/commits", token, 201, {"message": "x", "tree": tree, "parents": [sha]}),
        ("GET", f"{ENGINE}/git/ref/heads/main", token, 200, None),
        ("GET", f"{ENGINE}/git/matching-refs/heads/", token, 200, None),
        ("POST", f"{ENGINE}/git/refs", token, 201, {"ref": "refs/heads/next", "sha": sha}),
        ("PATCH", f"{ENGINE}/git/refs/heads/next", token, 200, {"sha": sha}),
        ("DELETE", f"{ENGINE}/git/refs/heads/next", token, 204, None),
        ("GET", f"{ENGINE}/issues", token, 200, None),
        ("POST", f"{ENGINE}/issues", token, 201, {"title": "x", "body": "y", "labels": ["bug"]}),
        ("GET", one, token, 200, None),
        ("PATCH", one, token, 200, {"title": "z", "state": "closed", "labels": ["new"]}),
        ("GET", f"{one}/comments", token, 200, None),
        ("POST", f"{one}/comments", token, 201, {"body": "x"}),
        ("GET", f"{ENGINE}/issues/comments", token, 200, None),
        ("GET", about, token, 200, None),
        ("PATCH", about, person, 200, {"body": "y"}),
        ("GET", f"{one}/reactions", token, 200, None),
        ("POST", f"{one}/reactions", token, 201, {"content": "eyes"}),
        ("DELETE", f"{one}/reactions/{on_issue.id}", token, 204, None),
        ("GET", f"{about}/reactions", token, 200, None),
        ("POST", f"{about}/reactions", token, 201, {"content": "eyes"}),
        ("DELETE", f"{about}/reactions/{on_comment.id}", token, 204, None),
        ("DELETE", about, person, 204, None),
        ("GET", f"{ENGINE}/labels", token, 200, None),
        ("GET", f"{one}/labels", token, 200, None),
        ("POST", f"{one}/labels", token, 200, {"labels": ["more"]}),
        ("DELETE", f"{one}/labels/more", token, 200, None),
        ("GET", f"{ENGINE}/pulls?state=all", token, 200, None),
        ("GET", pulled, token, 200, None),
        ("GET", f"{pulled}/merge", token, 204, None),
        ("GET", f"{pulled}/reviews", token, 200, None),
        ("GET", f"{pulled}/comments", token, 200, None),
        ("GET", f"{pulled}/files", token, 200, None),
        ("GET", f"{pulled}/commits", token, 200, None),
        ("GET", f"{ENGINE}/releases", token, 200, None),
        ("POST", f"{ENGINE}/releases", token, 201, {"tag_name": "v2"}),
        ("GET", f"{ENGINE}/releases/latest", token, 200, None),
        ("GET", f"{ENGINE}/releases/tags/v1", token, 200, None),
        ("GET", f"{ENGINE}/releases/{release.id}", token, 200, None),
        ("PATCH", f"{ENGINE}/releases/{release.id}", token, 200, {"body": "y"}),
        ("GET", f"{ENGINE}/releases/{release.id}/assets", token, 200, None),
        ("POST", f"{ENGINE}/releases/{release.id}/assets?name=b.txt", token, 201, {}),
        ("GET", f"{ENGINE}/releases/assets/{asset.id}", token, 200, None),
        ("DELETE", f"{ENGINE}/releases/assets/{asset.id}", token, 204, None),
        ("DELETE", f"{ENGINE}/releases/{release.id}", token, 204, None),
        ("POST", f"{ENGINE}/check-runs", token, 201, {"name": "x", "head_sha": sha}),
        ("GET", f"{ENGINE}/check-runs/{check.id}", token, 200, None),
        ("PATCH", f"{ENGINE}/check-runs/{check.id}", token, 200, {"conclusion": "success"}),
        ("GET", "/rate_limit", token, 200, None),
        ("GET", "/meta", token, 200, None),
        ("POST", "/graphql", token, 200, {"query": "{viewer{login}}"}),
        ("DELETE", "/installation/token", token, 204, None),
    ]
    for method, path, credential, status, body in asked:
        answer = small.ask(method, path, token=credential, json=body)
        assert answer.status_code == status, (method, path, answer.status_code, answer.text)
        assert bool(answer.content) is (status != 204), (method, path)
    assert {f"{route.method} {route.path}" for route in ROUTES} - {each.route for each in github.requests} == set()
    assert github.unknown_requests == []
    assert github.settle()


def test_every_event_is_told(small: Small) -> None:  # noqa: PLR0915 - one line for each that happens
    github, dana = small.github, small.dana
    small.engine.has_discussions = True
    github.push(small.engine, {"README.md": "x\n"}, user=dana)
    github.git(small.engine).set_ref("refs/heads/topic", github.git(small.engine).resolve("main"))
    github.push(small.engine, {"new.txt": "x\n", "README.md": None}, user=dana, branch="topic")
    issue = github.open_issue(small.engine, "x", user=dana)
    github.edit_issue(small.engine, issue.number, user=dana, title="y", body="z")
    github.label(small.engine, issue.number, "bug", user=dana)
    github.unlabel(small.engine, issue.number, "bug", user=dana)
    github.close_issue(small.engine, issue.number, user=dana)
    github.reopen_issue(small.engine, issue.number, user=dana)
    comment = github.comment(small.engine, issue.number, user=dana, body="x")
    github.edit_comment(small.engine, comment.id, body="y")
    github.delete_comment(small.engine, comment.id)
    pull = github.open_pull_request(small.engine, "x", user=dana, head="topic")
    github.edit_issue(small.engine, pull.number, user=dana, title="y")
    github.label(small.engine, pull.number, "bug", user=dana)
    github.close_issue(small.engine, pull.number, user=dana)
    github.reopen_issue(small.engine, pull.number, user=dana)
    github.review(small.engine, pull.number, user=dana, state="COMMENTED", body="x")
    github.merge(small.engine, pull.number, user=dana)
    made = github.release(small.engine, "v1", user=dana, draft=True)
    github.publish_release(small.engine, made, dana)
    check = github.check_run(small.engine, small.app, "Giveback", github.git(small.engine).resolve("main"))
    github.change_check_run(
        small.engine, check, status="completed", conclusion="success", completed_at=github.clock.now()
    )
    discussion = github.open_discussion(small.engine, "Scorecard", "x", user=dana)
    github.edit_discussion(discussion, user=dana, title="y", body="z")
    said = github.comment_discussion(discussion, user=dana, body="x")
    github.comment_discussion(discussion, user=dana, body="y", reply_to=said)
    github.edit_discussion_comment(discussion, said, user=dana, body="y")
    github.delete_discussion_comment(discussion, said, user=dana)
    github.star(small.engine, dana)
    github.fork(small.engine, dana)
    github.member(small.acme, dana)
    github.remove_member(small.acme, dana)
    github.archive(small.engine)
    github.unarchive(small.engine)
    github.privatize(small.engine)
    github.publicize(small.engine)
    github.rename(small.engine, "motor")
    github.rename_account(small.acme, "apex")
    github.remove_repositories(small.installation, [small.vault])
    github.add_repositories(small.installation, [small.vault])
    github.delete_repository(small.vault)
    github.transfer(small.engine, dana)
    github.accept_permissions(small.installation)
    github.suspend(small.installation)
    github.unsuspend(small.installation)
    github.uninstall(small.installation)
    github.ping(small.app)
    assert github.settle(20)
    told = {f"{each.event} {each.action or ''}".strip() for each in github.deliveries}
    assert told == EVERYTHING
    assert all(each.arrived for each in github.deliveries)


def test_a_suspended_installation_hears_of_nothing_but_its_own_life(small: Small) -> None:
    small.github.suspend(small.installation)
    small.github.open_issue(small.engine, "x", user=small.dana)
    small.github.member(small.acme, small.dana)
    small.github.unsuspend(small.installation)
    small.github.settle()
    assert [(each.event, each.action) for each in small.github.deliveries][1:] == [
        ("installation", "suspend"),
        ("installation", "unsuspend"),
    ]


def test_too_many_requests_at_once_are_refused(small: Small) -> None:
    small.github.limits.concurrent = 0
    answer = small.ask("GET", ENGINE)
    assert (answer.status_code, answer.headers["retry-after"]) == (403, "60")
