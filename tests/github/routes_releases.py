"""Routes of releases and of check runs."""

import datetime as dt
from typing import Any

from tests.github.answers import Answer, RefusedError, invalid, not_found, not_permitted
from tests.github.json_releases import asset, check_run, release
from tests.github.routing import Call, Route
from tests.github.state import App, CheckRun, Release

_READ, _WRITE = ("contents:read",), ("contents:write",)
_CONCLUSIONS = ("success", "failure", "neutral", "cancelled", "skipped", "timed_out", "action_required", "stale")
_MOST_ANNOTATIONS = 50


def list_releases(call: Call) -> Answer:
    """Releases, the newest first; drafts are seen by who may write."""
    writer = call.caller.may(call.repository, "contents", "write")
    found = [each for each in reversed(call.repository.releases) if writer or not each.draft]
    return call.page(found, lambda each: release(call.urls, call.repository, each))


def create_release(call: Call) -> Answer:
    """Release a tag."""
    body = call.json()
    tag = body.get("tag_name")
    if not isinstance(tag, str) or not tag:
        raise invalid("Release", "tag_name", "missing_field")
    if any(each.tag == tag and not each.draft for each in call.repository.releases):
        raise invalid("Release", "tag_name", "already_exists")
    made = call.github.release(
        call.repository,
        tag,
        user=call.account,
        name=body.get("name"),
        body=body.get("body"),
        target=body.get("target_commitish"),
        draft=bool(body.get("draft")),
        prerelease=bool(body.get("prerelease")),
    )
    told = release(call.urls, call.repository, made)
    return Answer(told, 201, {"location": told["url"]})


def get_release(call: Call) -> Answer:
    """One release."""
    return Answer(release(call.urls, call.repository, _release(call)))


def get_release_by_tag(call: Call) -> Answer:
    """The release of a tag."""
    found = [each for each in call.repository.releases if each.tag == call.parameters["tag"] and not each.draft]
    if not found:
        raise not_found()
    return Answer(release(call.urls, call.repository, found[0]))


def get_latest_release(call: Call) -> Answer:
    """The newest release that is neither a draft nor a prerelease."""
    found = [each for each in call.repository.releases if not each.draft and not each.prerelease]
    if not found:
        raise not_found()
    return Answer(release(call.urls, call.repository, found[-1]))


def change_release(call: Call) -> Answer:
    """Change its text, or make a draft a release."""
    found, body = _release(call), call.json()
    names = {
        "tag_name": "tag",
        "target_commitish": "target",
        "name": "name",
        "body": "body",
        "prerelease": "prerelease",
    }
    changes: dict[str, Any] = {}
    for name, attribute in names.items():
        if name in body and body[name] != getattr(found, attribute):
            if name in ("name", "body", "tag_name"):
                changes[name] = {"from": getattr(found, attribute) or ""}
            setattr(found, attribute, body[name])
    if body.get("draft") is False and found.draft:
        call.github.publish_release(call.repository, found, call.account)
    elif changes and not found.draft:
        call.github.tell_release(call.repository, found, "edited", call.account, changes=changes)
    return Answer(release(call.urls, call.repository, found))


def delete_release(call: Call) -> Answer:
    """Delete a release; its tag stays."""
    found = _release(call)
    call.repository.releases.remove(found)
    call.github.tell_release(call.repository, found, "deleted", call.account)
    return Answer(None, 204)


def list_assets(call: Call) -> Answer:
    """Files of a release."""
    found = _release(call)
    return call.page(found.assets, lambda each: asset(call.urls, call.repository, found, each))


def upload_asset(call: Call) -> Answer:
    """Hang a file on a release."""
    found, name = _release(call), call.request.args.get("name", "")
    if not name:
        raise invalid("ReleaseAsset", "name", "missing_field")
    if any(each.name == name for each in found.assets):
        raise invalid("ReleaseAsset", "name", "already_exists")
    kind = call.request.headers.get("Content-Type", "application/octet-stream")
    label = call.request.args.get("label")
    made = call.github.add_asset(found, name, call.request.get_data(), kind, call.account, label)
    return Answer(asset(call.urls, call.repository, found, made), 201)


def get_asset(call: Call) -> Answer:
    """A file of a release: what it is, or with `Accept: application/octet-stream` itself."""
    for found in call.repository.releases:
        for each in found.assets:
            if each.id == call.parameters["asset_id"]:
                if "octet-stream" not in call.request.headers.get("Accept", ""):
                    return Answer(asset(call.urls, call.repository, found, each))
                each.downloads += 1
                return Answer(each.content, headers={"content-type": each.content_type})
    raise not_found()


def delete_asset(call: Call) -> Answer:
    """Take a file off a release."""
    for found in call.repository.releases:
        for each in found.assets:
            if each.id == call.parameters["asset_id"]:
                found.assets.remove(each)
                return Answer(None, 204)
    raise not_found()


def create_check_run(call: Call) -> Answer:
    """Say something of a commit; Apps alone may."""
    app, body = _writing(call), call.json()
    for name in ("name", "head_sha"):
        if not isinstance(body.get(name), str):
            raise invalid("CheckRun", name, "missing_field")
    if call.github.git(call.repository).kind(body["head_sha"]) != "commit":
        raise RefusedError(422, f"No commit found for SHA: {body['head_sha']}")
    made = call.github.check_run(call.repository, app, body["name"], body["head_sha"], **_about(call, body))
    return Answer(check_run(call.urls, call.repository, made), 201)


def change_check_run(call: Call) -> Answer:
    """Say it otherwise."""
    app, found, body = _writing(call), _check(call), call.json()
    if found.app is not app:
        raise RefusedError(403, "Invalid app_id. This check run was made by another App.")
    about = _about(call, body)
    about["annotations"] = [*found.annotations, *about.get("annotations", [])]
    if isinstance(body.get("name"), str):
        about["name"] = body["name"]
    call.github.change_check_run(call.repository, found, **about)
    return Answer(check_run(call.urls, call.repository, found))


def get_check_run(call: Call) -> Answer:
    """One check run."""
    return Answer(check_run(call.urls, call.repository, _check(call)))


def list_check_runs(call: Call) -> Answer:
    """Check runs of a commit, the newest of each name."""
    sha = call.github.git(call.repository).resolve(call.parameters["ref"]) or call.parameters["ref"]
    wanted = call.request.args.get("check_name")
    found = [each for each in call.repository.check_runs if each.head_sha == sha and wanted in (None, each.name)]
    newest = list({(each.app.id, each.name): each for each in found}.values())
    return call.page(newest, lambda each: check_run(call.urls, call.repository, each), within="check_runs")


def _release(call: Call) -> Release:
    for each in call.repository.releases:
        if each.id == call.parameters["release_id"]:
            return each
    raise not_found()


def _check(call: Call) -> CheckRun:
    for each in call.repository.check_runs:
        if each.id == call.parameters["check_run_id"]:
            return each
    raise not_found()


def _writing(call: Call) -> App:
    app = call.caller.writing_app
    if app is None:
        raise RefusedError(403, "You must authenticate via a GitHub App.")
    if not call.caller.granted("checks", "write"):
        raise not_permitted()
    return app


def _about(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    about: dict[str, Any] = {}
    for name in ("status", "conclusion", "details_url", "external_id"):
        if name in body:
            about[name] = body[name]
    if about.get("conclusion"):
        if about["conclusion"] not in _CONCLUSIONS:
            raise invalid("CheckRun", "conclusion")
        about["status"] = "completed"
        about["completed_at"] = _time(body.get("completed_at")) or call.github.clock.now()
    if about.get("status") == "completed" and not about.get("conclusion"):
        raise invalid("CheckRun", "conclusion", "missing_field")
    if "started_at" in body:
        about["started_at"] = _time(body["started_at"])
    output = body.get("output")
    if output is not None:
        if not isinstance(output, dict) or not output.get("title") or not output.get("summary"):
            raise invalid("CheckRun", "output", "missing_field")
        annotations = output.get("annotations", [])
        if len(annotations) > _MOST_ANNOTATIONS:
            raise invalid("CheckRun", "annotations", "custom", message="at most 50 at a time")
        about |= {"output": output, "annotations": annotations}
    return about


def _time(text: Any) -> dt.datetime | None:
    if text is None:
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise invalid("CheckRun", "completed_at") from None


_RELEASES = "/repos/<owner>/<repo>/releases"
_RELEASE = f"{_RELEASES}/<int:release_id>"
_CHECKS = "/repos/<owner>/<repo>/check-runs"

ROUTES = (
    Route("GET", _RELEASES, list_releases, _READ),
    Route("POST", _RELEASES, create_release, _WRITE, makes=True),
    Route("GET", f"{_RELEASES}/latest", get_latest_release, _READ),
    Route("GET", f"{_RELEASES}/tags/<path:tag>", get_release_by_tag, _READ),
    Route("GET", _RELEASE, get_release, _READ),
    Route("PATCH", _RELEASE, change_release, _WRITE),
    Route("DELETE", _RELEASE, delete_release, _WRITE),
    Route("GET", f"{_RELEASE}/assets", list_assets, _READ),
    Route("POST", f"{_RELEASE}/assets", upload_asset, _WRITE, makes=True),
    Route("GET", f"{_RELEASES}/assets/<int:asset_id>", get_asset, _READ),
    Route("DELETE", f"{_RELEASES}/assets/<int:asset_id>", delete_asset, _WRITE),
    Route("POST", _CHECKS, create_check_run, ("checks:write",), makes=True),
    Route("GET", f"{_CHECKS}/<int:check_run_id>", get_check_run, ("checks:read",)),
    Route("PATCH", f"{_CHECKS}/<int:check_run_id>", change_check_run, ("checks:write",)),
    Route("GET", "/repos/<owner>/<repo>/commits/<ref>/check-runs", list_check_runs, ("checks:read",)),
)
