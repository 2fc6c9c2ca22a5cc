"""Commits, files, pull requests, merges and the Git data API, on the real repository behind each."""

import base64
import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.github.conftest import Small
from tests.github.state import ChangedFile
from tests.github.verbs_pulls import ConflictError

ENGINE = "/repos/acme/engine"


@pytest.fixture
def code(small: Small) -> Small:
    """The engine with three commits by two people."""
    small.dana.addresses.add("dana@acme.example")
    for number in range(2):
        small.github.push(small.engine, {"src/a.py": f"a = {number}\n"}, f"Step {number}", user=small.dana)
        small.github.clock.advance(minutes=1)
    small.github.push(small.engine, {"README.md": "# Engine\n"}, "Say what it is", user=small.github.user("robin"))
    return small


def get(small: Small, path: str, status: int = 200, **more: Any) -> Any:
    answer = small.ask("GET", ENGINE + path, token=small.installation_token(), **more)
    assert answer.status_code == status, answer.text
    return answer.json() if answer.text else None


def post(small: Small, path: str, expected: int = 201, /, method: str = "POST", **body: Any) -> Any:
    answer = small.ask(method, ENGINE + path, token=small.installation_token(), json=body)
    assert answer.status_code == expected, answer.text
    return answer.json() if answer.text else None


def test_commits_are_those_of_git_with_the_accounts_of_their_addresses(code: Small) -> None:
    listed = get(code, "/commits")
    assert [each["commit"]["message"] for each in listed] == ["Say what it is", "Step 1", "Step 0"]
    assert [each["author"]["login"] for each in listed] == ["robin", "dana", "dana"]
    assert [each["sha"] for each in listed] == code.github.git(code.engine).run("rev-list", "main").decode().split()


def test_commits_can_be_narrowed_by_path_author_and_time(code: Small) -> None:
    assert len(get(code, "/commits?path=src/a.py")) == 2
    assert len(get(code, "/commits?author=robin")) == 1
    assert len(get(code, "/commits?author=dana@acme.example")) == 2
    assert len(get(code, "/commits?since=2026-10-02T12:01:00Z")) == 2
    assert get(code, "/commits?sha=none", 404)["message"] == "Not Found"


def test_names_with_odd_letters_stay_whole_in_addresses(code: Small) -> None:
    path = "docs/what? 100 % ünïcode#.md"
    code.github.push(code.engine, {path: "x\n"}, user=code.dana)
    folder = get(code, "/contents/docs")
    assert [each["path"] for each in folder] == [path]
    told = code.ask("GET", folder[0]["url"], token=code.installation_token()).json()
    assert base64.b64decode(told["content"]) == b"x\n"
    assert [each["filename"] for each in get(code, "/commits/main")["files"]] == [path]
    code.github.open_issue(code.engine, "x", user=code.dana, labels=["good first/issue"])
    assert " " not in get(code, "/labels")[0]["url"]


def test_an_empty_repository_has_no_commits(small: Small) -> None:
    assert get(small, "/commits", 409)["message"] == "Git Repository is empty."


def test_an_address_nobody_confirmed_is_nobodys(code: Small) -> None:
    code.github.push(code.engine, {"x": "x"}, "From afar", user=code.dana, author=("Sam", "sam@far.example"))
    newest = get(code, "/commits?per_page=1")[0]
    assert newest["author"] is None
    assert newest["committer"]["login"] == "dana"


def test_one_commit_has_its_files_and_lines(code: Small) -> None:
    told = get(code, "/commits/main")
    assert told["stats"] == {"additions": 1, "deletions": 0, "total": 1}
    assert [each["filename"] for each in told["files"]] == ["README.md"]
    root = get(code, f"/commits/{get(code, '/commits')[-1]['sha']}")
    assert [each["status"] for each in root["files"]] == ["added"]
    assert get(code, "/commits/nothing", 422)["message"] == "No commit found for SHA: nothing"


def test_files_and_folders_are_read_as_a_commit_has_them(code: Small) -> None:
    readme = get(code, "/contents/README.md")
    assert base64.b64decode(readme["content"]) == b"# Engine\n"
    assert [(each["name"], each["type"]) for each in get(code, "/contents/")] == [("README.md", "file"), ("src", "dir")]
    assert [each["path"] for each in get(code, "/contents/src")] == ["src/a.py"]
    first = get(code, "/commits")[-1]["sha"]
    assert base64.b64decode(get(code, f"/contents/src/a.py?ref={first}")["content"]) == b"a = 0\n"
    get(code, "/contents/missing", 404)
    get(code, "/contents/README.md?ref=missing", 404)
    raw = code.ask("GET", f"{ENGINE}/contents/README.md", headers={"Accept": "application/vnd.github.raw+json"})
    assert raw.content == b"# Engine\n"


def test_a_first_file_can_be_written_into_an_empty_repository_and_nothing_else(small: Small) -> None:
    refused = post(small, "/git/blobs", 409, content="x")
    assert refused["message"] == "Git Repository is empty."
    content = base64.b64encode(b"hello\n").decode()
    post(small, "/contents/README.md", 201, method="PUT", message="Begin", content=content)
    assert base64.b64decode(get(small, "/contents/README.md")["content"]) == b"hello\n"
    again = base64.b64encode(b"bye\n").decode()
    assert "sha" in post(small, "/contents/README.md", 422, method="PUT", message="x", content=again)["message"]
    sha = get(small, "/contents/README.md")["sha"]
    post(small, "/contents/README.md", 200, method="PUT", message="x", content=again, sha=sha)


def test_one_commit_is_made_through_the_git_data_api(code: Small) -> None:
    before = get(code, "/git/ref/heads/main")["object"]["sha"]
    base = get(code, f"/git/commits/{before}")["tree"]["sha"]
    blob = post(code, "/git/blobs", content=base64.b64encode(b"\x00\xff").decode(), encoding="base64")["sha"]
    tree = post(
        code,
        "/git/trees",
        base_tree=base,
        tree=[
            {"path": "site/data.bin", "mode": "100644", "type": "blob", "sha": blob},
            {"path": "site/index.html", "mode": "100644", "type": "blob", "content": "<p>"},
            {"path": "README.md", "mode": "100644", "type": "blob", "sha": None},
        ],
    )
    commit = post(code, "/git/commits", message="Publish", tree=tree["sha"], parents=[before])
    assert commit["verification"]["verified"]
    assert commit["author"]["name"] == code.app.bot.login
    post(code, "/git/refs/heads/main", 200, method="PATCH", sha=commit["sha"])
    assert code.github.settle()
    assert code.receiver.events[-1] == "push"
    pushed = json.loads(code.receiver.received[-1].body)
    assert (pushed["before"], pushed["after"]) == (before, commit["sha"])
    assert pushed["commits"][0]["added"] == ["site/data.bin", "site/index.html"]
    assert pushed["commits"][0]["removed"] == ["README.md"]
    paths = [each["path"] for each in get(code, "/git/trees/main?recursive=1")["tree"]]
    assert paths == ["site", "site/data.bin", "site/index.html", "src", "src/a.py"]
    assert base64.b64decode(get(code, f"/git/blobs/{blob}")["content"]) == b"\x00\xff"


def test_a_ref_moves_only_forward_unless_forced(code: Small) -> None:
    newest, _, first = [each["sha"] for each in get(code, "/commits")]
    assert (
        post(code, "/git/refs/heads/main", 422, method="PATCH", sha=first)["message"] == "Update is not a fast forward"
    )
    post(code, "/git/refs/heads/main", 200, method="PATCH", sha=first, force=True)
    post(code, "/git/refs", ref="refs/heads/old", sha=newest)
    assert post(code, "/git/refs", 422, ref="refs/heads/old", sha=newest)["message"] == "Reference already exists"
    assert post(code, "/git/refs", 422, ref="old", sha=newest)
    assert [each["ref"] for each in get(code, "/git/matching-refs/heads/o")] == ["refs/heads/old"]
    assert code.ask("DELETE", f"{ENGINE}/git/refs/heads/old", token=code.installation_token()).status_code == 204
    get(code, "/git/ref/heads/old", 404)


@pytest.mark.parametrize("path", ["../x", "/x", "a/.git/config", "a//b"])
def test_a_tree_with_a_path_that_leads_elsewhere_is_refused(code: Small, path: str) -> None:
    post(code, "/git/trees", 422, tree=[{"path": path, "mode": "100644", "type": "blob", "content": "x"}])


def topic(small: Small, branch: str = "topic") -> int:
    git = small.github.git(small.engine)
    git.set_ref(f"refs/heads/{branch}", git.resolve("main"))
    small.github.push(small.engine, {"new.py": "1\n2\n"}, "First step", user=small.dana, branch=branch)
    small.github.push(small.engine, {"new.py": "1\n2\n3\n"}, "Second step", user=small.dana, branch=branch)
    opened = small.github.open_pull_request(small.engine, "Add the new thing", user=small.dana, head=branch)
    return opened.number


def test_a_pull_request_has_the_commits_and_files_of_its_branch(code: Small) -> None:
    number = topic(code)
    told = get(code, f"/pulls/{number}")
    assert (told["commits"], told["changed_files"], told["additions"], told["deletions"]) == (2, 1, 3, 0)
    assert [each["commit"]["message"] for each in get(code, f"/pulls/{number}/commits")] == [
        "First step",
        "Second step",
    ]
    assert [each["filename"] for each in get(code, f"/pulls/{number}/files")] == ["new.py"]
    assert get(code, f"/issues/{number}")["pull_request"]["merged_at"] is None
    get(code, f"/pulls/{number}/merge", 404)


@pytest.mark.parametrize(("method", "parents", "brought"), [("merge", 2, 3), ("squash", 1, 1), ("rebase", 1, 2)])
def test_a_merge_is_made_in_git(code: Small, method: str, parents: int, brought: int) -> None:
    number = topic(code)
    before = code.github.git(code.engine).resolve("main")
    code.github.push(code.engine, {"other.py": "x\n"}, "Meanwhile", user=code.dana)
    landed = code.github.merge(code.engine, number, user=code.github.user("robin"), method=method)
    git = code.github.git(code.engine)
    assert git.resolve("main") == landed
    assert len(git.commit(landed).parents) == parents
    assert len(git.between(before, landed)) == brought + 1
    assert git.blob(git.entry(landed, "new.py").sha) == b"1\n2\n3\n"
    assert git.entry(landed, "other.py")
    told = get(code, f"/pulls/{number}")
    assert (told["merged"], told["merge_commit_sha"], told["merged_by"]["login"]) == (True, landed, "robin")
    assert [each["number"] for each in get(code, f"/commits/{landed}/pulls")] == [number]
    assert code.github.settle()
    assert code.receiver.events[-2:] == ["push", "pull_request"]
    closed = json.loads(code.receiver.received[-1].body)
    assert (closed["action"], closed["pull_request"]["merged"]) == ("closed", True)


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_what_conflicts_is_not_merged(code: Small, method: str) -> None:
    number = topic(code)
    code.github.push(code.engine, {"new.py": "something else\n"}, "Meanwhile", user=code.dana)
    before = code.github.git(code.engine).resolve("main")
    with pytest.raises(ConflictError):
        code.github.merge(code.engine, number, user=code.dana, method=method)
    assert code.github.git(code.engine).resolve("main") == before
    assert not get(code, f"/pulls/{number}")["merged"]


def test_a_push_to_the_branch_of_a_pull_request_moves_it(code: Small) -> None:
    number = topic(code)
    sha = code.github.push(code.engine, {"new.py": "4\n"}, "Third step", user=code.dana, branch="topic")
    told = get(code, f"/pulls/{number}")
    assert (told["head"]["sha"], told["commits"]) == (sha, 3)
    assert code.github.settle()
    assert json.loads(code.receiver.received[-1].body)["action"] == "synchronize"


def test_a_pull_request_can_come_from_a_fork(code: Small) -> None:
    fork = code.github.fork(code.engine, code.dana)
    code.github.push(fork, {"fix.py": "x\n"}, "Fix", user=code.dana, branch="fix")
    git = code.github.git(fork)
    assert git.resolve("main") == code.github.git(code.engine).resolve("main")
    git.set_ref("refs/heads/fix2", git.resolve("main"))
    code.github.push(fork, {"fix.py": "x\n"}, "Fix", user=code.dana, branch="fix2")
    opened = code.github.open_pull_request(code.engine, "Fix", user=code.dana, head="fix2", head_repository=fork)
    told = get(code, f"/pulls/{opened.number}")
    assert told["head"]["repo"]["full_name"] == "dana/engine"
    assert told["commits"] == 1
    code.github.merge(code.engine, opened.number, user=code.dana)
    assert base64.b64decode(get(code, "/contents/fix.py")["content"]) == b"x\n"


def test_a_pull_request_without_git_is_state_alone(small: Small) -> None:
    files = [ChangedFile("a.py", additions=5, deletions=2)]
    opened = small.github.open_pull_request(small.engine, "By state", user=small.dana, files=files, commits=3)
    landed = small.github.merge(small.engine, opened.number, user=small.dana, method="squash")
    told = get(small, f"/pulls/{opened.number}")
    assert (told["merge_commit_sha"], told["additions"], told["commits"]) == (landed, 5, 3)


def test_reviews_and_their_inline_comments_are_listed(code: Small) -> None:
    number = topic(code)
    robin = code.github.user("robin")
    code.github.review(code.engine, number, user=robin, state="CHANGES_REQUESTED", comments=[("new.py", 2, "Why?")])
    assert [each["state"] for each in get(code, f"/pulls/{number}/reviews")] == ["CHANGES_REQUESTED"]
    assert [each["body"] for each in get(code, f"/pulls/{number}/comments")] == ["Why?"]
    assert code.github.settle()
    last = json.loads(code.receiver.received[-1].body)
    assert (last["review"]["state"], last["review"]["user"]["login"]) == ("changes_requested", "robin")


def test_pull_requests_are_listed_open_unless_asked_otherwise(small: Small) -> None:
    for number in range(3):
        small.github.open_pull_request(small.engine, f"Number {number}", user=small.dana)
    small.github.merge(small.engine, 1, user=small.dana)
    small.github.close_issue(small.engine, 2, user=small.dana)
    assert [each["number"] for each in get(small, "/pulls")] == [3]
    assert [each["number"] for each in get(small, "/pulls?state=closed")] == [2, 1]
    assert [each["number"] for each in get(small, "/pulls?state=all&sort=created&direction=asc")] == [1, 2, 3]


def test_statistics_are_computed_first(code: Small) -> None:
    get(code, "/stats/contributors", 202)
    told = get(code, "/stats/contributors")
    assert {each["author"]["login"]: each["total"] for each in told} == {"dana": 2, "robin": 1}


def test_more_than_three_tags_at_once_are_told_to_nobody(code: Small) -> None:
    tip = code.github.git(code.engine).resolve("main")
    code.github.push_tags(code.engine, {f"v{number}": tip for number in range(4)}, user=code.dana)
    assert code.github.settle()
    heard = len(code.receiver.events)
    code.github.push_tags(code.engine, {f"w{number}": tip for number in range(3)}, user=code.dana)
    assert code.github.settle()
    assert code.receiver.events[heard:] == ["push"] * 3


def test_a_release_tags_is_announced_and_carries_files(code: Small) -> None:
    made = post(code, "/releases", tag_name="2026-09", name="September", body="Numbers")
    assert get(code, "/git/ref/tags/2026-09")["object"]["sha"] == get(code, "/commits/main")["sha"]
    upload = made["upload_url"].partition("{")[0] + "?name=scorecard.json"
    headers = {"Content-Type": "application/json"}
    sent = code.ask("POST", upload, token=code.installation_token(), data=b"{}", headers=headers)
    assert sent.status_code == 201
    assert get(code, "/releases/tags/2026-09")["assets"][0]["size"] == 2
    twice = code.ask("POST", upload, token=code.installation_token(), data=b"{}", headers=headers)
    assert twice.json()["errors"][0]["code"] == "already_exists"
    assert post(code, "/releases", 422, tag_name="2026-09")["errors"][0]["code"] == "already_exists"
    post(code, f"/releases/{made['id']}", 200, method="PATCH", body="Better numbers")
    assert get(code, "/releases/latest")["body"] == "Better numbers"
    assert code.github.settle()
    assert code.receiver.events[-2:] == ["release", "release"]


def test_a_check_run_is_the_apps_alone(code: Small) -> None:
    sha = get(code, "/commits/main")["sha"]
    made = post(code, "/check-runs", name="Giveback", head_sha=sha, status="in_progress")
    output = {"title": "One problem", "summary": "A key is unknown"}
    done = post(code, f"/check-runs/{made['id']}", 200, method="PATCH", conclusion="failure", output=output)
    assert (done["status"], done["conclusion"]) == ("completed", "failure")
    assert get(code, f"/commits/{sha}/check-runs")["total_count"] == 1
    person = code.github.token(code.github.owner_of(code.acme))
    refused = code.ask("POST", f"{ENGINE}/check-runs", token=person, json={"name": "x", "head_sha": sha})
    assert refused.status_code == 403


def test_git_of_the_world_can_be_served_as_it_is(small: Small, tmp_path_factory: Callable[..., Any]) -> None:
    path = tmp_path_factory.mktemp("given") / "there.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", str(small.engine.git), str(path)], check=True)
    given = small.github.repository("acme/given", git=path)
    small.github.push(given, {"x": "x\n"}, user=small.dana)
    assert (
        subprocess.run(["git", "-C", str(path), "rev-list", "--count", "main"], capture_output=True, check=True).stdout
        == b"1\n"
    )
