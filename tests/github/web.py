"""The web side: pages to look at in a browser, the forms of Apps, files, and git."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from tests.github.git_http import SERVICES, serve_git
from tests.github.markdown_pages import rendered
from tests.github.misbehaving import misbehaving
from tests.github.requests_log import Asked
from tests.github.state import Repository
from tests.github.web_apps import AppForms

if TYPE_CHECKING:
    from tests.github.stand_in import StandIn

_GIT = re.compile(rf"/([^/]+/[^/]+?)(?:\.git)?/({'|'.join(SERVICES)})")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src * data:; base-uri 'none'"
_MOST_SHOWN = 200_000  # bytes of a file on its page
_MOST_LISTED = 200
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PAGES = (
    ("/", "front"),
    ("/settings/apps/new", "new_app"),
    ("/organizations/<login>/settings/apps/new", "new_app"),
    ("/apps/<slug>", "app"),
    ("/apps/<slug>/installations/new", "new_installation"),
    ("/<owner>/<repo>", "repository"),
    ("/<login>", "account"),
    ("/<owner>/<repo>/issues", "repository"),
    ("/<owner>/<repo>/pulls", "repository"),
    ("/<owner>/<repo>/releases", "repository"),
    ("/<owner>/<repo>/releases/tag/<path:tag>", "repository"),
    ("/<owner>/<repo>/tree/<ref>", "repository"),
    ("/<owner>/<repo>/commit/<sha>", "commit"),
    ("/<owner>/<repo>/commits", "commits"),
    ("/<owner>/<repo>/issues/<int:number>", "issue"),
    ("/<owner>/<repo>/pull/<int:number>", "issue"),
    ("/<owner>/<repo>/discussions/<int:number>", "discussion"),
    ("/<owner>/<repo>/blob/<ref>/<path:path>", "file"),
    ("/<owner>/<repo>/raw/<ref>/<path:path>", "raw"),
    ("/<owner>/<repo>/releases/download/<path:tag>/<name>", "download"),
)
_MAP = Map([Rule(path, endpoint=way) for path, way in _PAGES], strict_slashes=False)
_EMOJI = {
    "+1": "👍",
    "-1": "👎",
    "laugh": "😄",
    "confused": "😕",
    "heart": "❤️",
    "hooray": "🎉",
    "rocket": "🚀",
    "eyes": "👀",
}


class Web:
    """Answers what is asked of the web side, but for the API below it. It shows what is public, to everybody."""

    def __init__(self, github: "StandIn") -> None:
        self._github = github
        folder = Path(__file__).parent / "pages"
        self._pages = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
        self._pages.filters |= {"markdown": rendered, "emoji": _EMOJI.__getitem__}
        self._app_forms = AppForms(github, self._show)

    def respond(self, request: Request) -> Response:
        """Answer."""
        asked = self._github.log(request, request.path)
        fault = self._github.faults.at(request.method, request.path, web=True)
        return misbehaving(self._github, request, asked, fault, lambda: self._answer(request, asked))

    def _answer(self, request: Request, asked: Asked) -> Response:
        git = _GIT.fullmatch(request.path)
        if git:
            response = serve_git(self._github, request, git[1], git[2])
        else:
            try:
                way, parameters = _MAP.bind("stand-in").match(request.path)
                with self._github.world.lock:
                    response = self._page(way, request, dict(parameters))
            except HTTPException:
                asked.known = False
                response = self._missing()
        response.headers.setdefault("content-security-policy", _POLICY)
        return response

    def _page(self, way: str, request: Request, parameters: dict[str, Any]) -> Response:
        if way in ("new_app", "new_installation"):
            form: Callable[..., Response] = getattr(self._app_forms, way)
            return form(request, **parameters)
        if way == "commits":
            return self._commits(request, **parameters)
        page: Callable[..., Response] = getattr(self, f"_{way}")
        return page(**parameters)

    def _show(self, template: str, status: int = 200, **values: Any) -> Response:
        text = self._pages.get_template(template).render(web=self._github.web_url, **values)
        return Response(text, status, content_type="text/html; charset=utf-8")

    def _missing(self) -> Response:
        return self._show("message.html", 404, title="Not Found", message="There is nothing here.")

    def _front(self) -> Response:
        return self._show(
            "front.html", repositories=[each for each in self._github.world.repositories.values() if not each.private]
        )

    def _found(self, owner: str, repo: str) -> Repository | None:
        found = self._github.world.repository(f"{owner}/{repo}") or self._github.world.renamed(f"{owner}/{repo}")
        return None if found is None or found.private else found

    def _account(self, login: str) -> Response:
        found = self._github.world.account(login)
        if found is None:
            return self._missing()
        owned = [each for each in self._github.world.repositories.values() if each.owner is found and not each.private]
        return self._show("account.html", account=found, repositories=owned)

    def _commit(self, owner: str, repo: str, sha: str) -> Response:
        found = self._found(owner, repo)
        git = self._github.git(found) if found else None
        whole = git.resolve(sha) if git else None
        if found is None or git is None or whole is None:
            return self._missing()
        commit = git.commit(whole)
        changes = git.changes(commit.parents[0] if commit.parents else git.empty_tree(), whole)
        return self._show("commit.html", repository=found, commit=commit, changes=changes)

    def _commits(self, request: Request, owner: str, repo: str) -> Response:
        found = self._found(owner, repo)
        git = self._github.git(found) if found else None
        tip = git.resolve(f"refs/heads/{found.default_branch}") if git and found else None
        if found is None or git is None or tip is None:
            return self._missing()
        days = {name: request.args.get(name, "") for name in ("since", "until")}
        days = {name: day if _DAY.fullmatch(day) else "" for name, day in days.items()}
        ends = [f"--{name}={day}T00:00:00Z" for name, day in days.items() if day]
        commits = git.commits("--date-order", *ends, tip)
        return self._show("commits.html", repository=found, commits=commits, most=_MOST_LISTED, **days)

    def _repository(self, owner: str, repo: str, **_part: str) -> Response:
        found = self._found(owner, repo)
        if found is None:
            return self._missing()
        git = self._github.git(found)
        tip = git.resolve(f"refs/heads/{found.default_branch}")
        files = [each.path for each in git.tree(tip, recursive=True) if each.kind == "blob"] if tip else []
        return self._show("repository.html", repository=found, files=files)

    def _issue(self, owner: str, repo: str, number: int) -> Response:
        found = self._found(owner, repo)
        issue = found.issues.get(number) if found else None
        if issue is None:
            return self._missing()
        return self._show("issue.html", repository=found, issue=issue)

    def _discussion(self, owner: str, repo: str, number: int) -> Response:
        found = self._found(owner, repo)
        discussion = found.discussions.get(number) if found else None
        if discussion is None:
            return self._missing()
        return self._show("issue.html", repository=found, issue=discussion)

    def _bytes(self, owner: str, repo: str, ref: str, path: str) -> bytes | None:
        found = self._found(owner, repo)
        git = self._github.git(found) if found else None
        sha = git.resolve(ref) if git else None
        entry = git.entry(sha, path) if git and sha else None
        return git.blob(entry.sha) if git and entry and entry.kind == "blob" else None

    def _file(self, owner: str, repo: str, ref: str, path: str) -> Response:
        data = self._bytes(owner, repo, ref, path)
        if data is None:
            return self._missing()
        text = data[:_MOST_SHOWN].decode(errors="replace")
        return self._show(
            "file.html", repository=self._found(owner, repo), path=path, text=text, markdown=path.endswith(".md")
        )

    def _raw(self, owner: str, repo: str, ref: str, path: str) -> Response:
        data = self._bytes(owner, repo, ref, path)
        return self._missing() if data is None else Response(data, content_type="text/plain; charset=utf-8")

    def _download(self, owner: str, repo: str, tag: str, name: str) -> Response:
        found = self._found(owner, repo)
        for release in found.releases if found else []:
            for asset in release.assets:
                if (release.tag, asset.name) == (tag, name):
                    headers = {"content-disposition": "attachment"}
                    return Response(asset.content, content_type=asset.content_type, headers=headers)
        return self._missing()

    def _app(self, slug: str) -> Response:
        found = next((each for each in self._github.world.apps.values() if each.slug == slug), None)
        return self._missing() if found is None else self._show("app.html", app=found)
