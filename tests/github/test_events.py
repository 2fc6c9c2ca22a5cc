"""Every event that an App hears of: what happens there, and what is told of it, in order."""

from collections.abc import Callable

import pytest

from tests.github.conftest import Small


def code(small: Small) -> None:
    small.github.push(small.engine, {"README.md": "x\n"}, user=small.dana)
    branch(small)


def branch(small: Small) -> None:
    """A branch beside main with a commit of its own."""
    git = small.github.git(small.engine)
    git.set_ref("refs/heads/topic", git.resolve("main"))
    small.github.push(small.engine, {"new.txt": "x\n", "README.md": None}, user=small.dana, branch="topic")


def issues(small: Small) -> None:
    github, dana = small.github, small.dana
    number = github.open_issue(small.engine, "x", user=dana).number
    github.edit_issue(small.engine, number, user=dana, title="y", body="z")
    github.label(small.engine, number, "bug", user=dana)
    github.unlabel(small.engine, number, "bug", user=dana)
    github.close_issue(small.engine, number, user=dana)
    github.reopen_issue(small.engine, number, user=dana)


def comments(small: Small) -> None:
    github, dana = small.github, small.dana
    issue = github.open_issue(small.engine, "x", user=dana)
    comment = github.comment(small.engine, issue.number, user=dana, body="x")
    github.edit_comment(small.engine, comment.id, body="y")
    github.delete_comment(small.engine, comment.id)


def pull_requests(small: Small) -> None:
    github, dana = small.github, small.dana
    code(small)
    number = github.open_pull_request(small.engine, "x", user=dana, head="topic").number
    github.edit_issue(small.engine, number, user=dana, title="y")
    github.label(small.engine, number, "bug", user=dana)
    github.close_issue(small.engine, number, user=dana)
    github.reopen_issue(small.engine, number, user=dana)
    github.review(small.engine, number, user=dana, state="COMMENTED", body="x")
    github.merge(small.engine, number, user=dana)


def releases(small: Small) -> None:
    small.github.push(small.engine, {"README.md": "x\n"}, user=small.dana)
    made = small.github.release(small.engine, "v1", user=small.dana, draft=True)
    small.github.publish_release(small.engine, made, small.dana)


def check_runs(small: Small) -> None:
    sha = small.github.push(small.engine, {"README.md": "x\n"}, user=small.dana)
    check = small.github.check_run(small.engine, small.app, "Giveback", sha)
    done = {"status": "completed", "conclusion": "success", "completed_at": small.github.clock.now()}
    small.github.change_check_run(small.engine, check, **done)


def discussions(small: Small) -> None:
    github, dana = small.github, small.dana
    small.engine.has_discussions = True
    discussion = github.open_discussion(small.engine, "Scorecard", "x", user=dana)
    github.edit_discussion(discussion, user=dana, title="y", body="z")
    comment = github.comment_discussion(discussion, user=dana, body="x")
    github.comment_discussion(discussion, user=dana, body="y", reply_to=comment)
    github.edit_discussion_comment(discussion, comment, user=dana, body="y")
    github.delete_discussion_comment(discussion, comment, user=dana)


def stars_and_forks(small: Small) -> None:
    small.github.star(small.engine, small.dana)
    small.github.fork(small.engine, small.dana)


def members(small: Small) -> None:
    small.github.member(small.acme, small.dana)
    small.github.remove_member(small.acme, small.dana)


def a_repository(small: Small) -> None:
    small.github.archive(small.engine)
    small.github.unarchive(small.engine)
    small.github.privatize(small.engine)
    small.github.publicize(small.engine)
    small.github.rename(small.engine, "motor")
    small.github.delete_repository(small.vault)


def new_names_and_owners(small: Small) -> None:
    small.github.rename_account(small.acme, "apex")
    small.github.install(small.app, small.dana)
    small.github.transfer(small.engine, small.dana)


def an_installation(small: Small) -> None:
    small.github.remove_repositories(small.installation, [small.vault])
    small.github.add_repositories(small.installation, [small.vault])
    small.app.permissions["checks"] = "read"
    small.github.accept_permissions(small.installation)
    small.github.suspend(small.installation)
    small.github.unsuspend(small.installation)
    small.github.uninstall(small.installation)
    small.github.ping(small.app)


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (code, ["push", "push"]),
        (
            issues,
            [
                "issues opened",
                "issues edited",
                "issues labeled",
                "issues unlabeled",
                "issues closed",
                "issues reopened",
            ],
        ),
        (comments, ["issues opened", "issue_comment created", "issue_comment edited", "issue_comment deleted"]),
        (
            pull_requests,
            [
                *("push", "push", "pull_request opened", "pull_request edited", "pull_request labeled"),
                *("pull_request closed", "pull_request reopened", "pull_request_review submitted"),
                *("push", "pull_request closed"),
            ],
        ),
        (releases, ["push", "push", "release published"]),  # of the tag, too
        (check_runs, ["push", "check_run created", "check_run completed"]),
        (
            discussions,
            [
                *("discussion created", "discussion edited", "discussion_comment created"),
                *("discussion_comment created", "discussion_comment edited", "discussion_comment deleted"),
            ],
        ),
        (stars_and_forks, ["star created", "fork"]),
        (members, ["organization member_added", "organization member_removed"]),
        (
            a_repository,
            [
                *("repository archived", "repository unarchived", "repository privatized"),
                *("repository publicized", "public", "repository renamed", "repository deleted"),
            ],
        ),
        (
            new_names_and_owners,
            ["installation_target renamed", "organization renamed", "installation created"]
            + ["repository transferred"] * 2,  # to the old owner's and to the new one's,
        ),
        (
            an_installation,
            [
                *("installation_repositories removed", "installation_repositories added"),
                *("installation new_permissions_accepted", "installation suspend", "installation unsuspend"),
                *("installation deleted", "ping"),
            ],
        ),
    ],
)
def test_what_happens_is_told_in_order(small: Small, happens: Callable[[Small], None], told: list[str]) -> None:
    happens(small)
    assert small.github.settle()
    heard = small.github.deliveries[1:]  # the first told of the installation
    assert [f"{each.event} {each.action or ''}".strip() for each in heard] == told
    assert all(each.arrived for each in heard)


def test_a_suspended_installation_hears_of_nothing_but_its_own_life(small: Small) -> None:
    small.github.suspend(small.installation)
    small.github.open_issue(small.engine, "x", user=small.dana)
    small.github.member(small.acme, small.dana)
    small.github.unsuspend(small.installation)
    assert small.github.settle()
    assert [(each.event, each.action) for each in small.github.deliveries][1:] == [
        ("installation", "suspend"),
        ("installation", "unsuspend"),
    ]
