"""From a signed delivery to the answer: a comment on GitHub, the door, the inbox, the worker, and back."""

from git_builder import GitBuilder
from receiving import Receiving

SCANNED = 1_709_600_000


def ours(receiving: Receiving) -> list[str]:
    return [each.body for each in receiving.engine.issues[1].comments if each.app is receiving.app]


def test_a_command_in_a_comment_is_answered_once_and_our_own_answer_is_left_alone(receiving: Receiving) -> None:
    comment = receiving.comment("Please:\n/giveback help")
    receiving.settle()
    assert len(ours(receiving)) == 1
    assert ours(receiving)[0].startswith("@dana:")
    assert [each.content for each in comment.reactions] == ["eyes", "rocket"]
    assert set(receiving.states) == {"done"}


def test_of_an_edited_comment_the_new_command_alone_is_answered(receiving: Receiving) -> None:
    comment = receiving.comment("/giveback help")
    receiving.settle()
    receiving.github.edit_comment(
        receiving.engine, comment.id, user=receiving.dana, body="/giveback help\n/giveback explain me"
    )
    receiving.settle()
    assert len(ours(receiving)) == 2
    assert "### Commands" not in ours(receiving)[1]


def test_a_maintainers_check_is_answered_with_the_repositorys_numbers(receiving: Receiving) -> None:
    with GitBuilder(receiving.engine.git) as git:
        git.commit({"a.py": b"1\n"}, author=("Ada", "ada@acme.example"), author_date=f"{SCANNED} +0000")
    receiving.github.collaborator(receiving.engine, receiving.dana, "maintain")
    receiving.comment("/giveback check")
    receiving.settle()
    (answer,) = ours(receiving)
    assert "### acme/engine, twelve months with" in answer


def test_a_configuration_that_breaks_is_told_by_the_push_that_breaks_it(receiving: Receiving) -> None:
    receiving.github.push(
        receiving.engine, user=receiving.dana, files={".github/giveback.yml": b"publsh: issue\n"}, message="Configure"
    )
    receiving.settle()
    issues = [each for each in receiving.engine.issues.values() if each.app is receiving.app]
    assert [each.title for each in issues] == ["Giveback cannot use .github/giveback.yml"]


def test_a_question_that_came_just_before_a_suspension_is_answered_once_that_is_over(receiving: Receiving) -> None:
    receiving.github.faults.next_delivery("late", event="issue_comment")
    receiving.comment("/giveback help")
    receiving.github.suspend(receiving.installation)
    receiving.settle()
    receiving.github.release_held()
    receiving.settle()
    (letter,) = receiving.letters("issue_comment")
    assert (letter.state, letter.last_error) == (
        "waiting", f"RevokedError: installation {receiving.installation.id} is suspended",
    )  # fmt: skip
    receiving.github.unsuspend(receiving.installation)
    receiving.github.clock.advance(seconds=10)
    receiving.settle()
    assert len(ours(receiving)) == 1


def test_a_question_in_a_repository_that_moves_to_another_installation_is_answered_there(receiving: Receiving) -> None:
    bolt = receiving.github.organization("bolt")
    receiving.github.install(receiving.app, bolt)
    receiving.settle()
    receiving.comment("/giveback help")
    receiving.github.transfer(receiving.engine, bolt)
    receiving.settle()
    assert len(ours(receiving)) == 1


def test_a_question_from_before_a_transfer_that_nothing_told_of_is_answered_where_the_repository_is_now(
    receiving: Receiving,
) -> None:
    github, bolt = receiving.github, receiving.github.organization("bolt")
    github.faults.next_delivery("late", event="issue_comment")
    receiving.comment("/giveback help")
    for event in ("installation", "repository", "repository"):
        github.faults.next_delivery("missing", event=event)
    github.install(receiving.app, bolt)
    github.transfer(receiving.engine, bolt)
    github.suspend(receiving.installation)
    github.unsuspend(receiving.installation)  # so it is looked at, and reaches the repository no more
    receiving.settle()
    assert not receiving.letters("repository")
    github.release_held()
    receiving.settle()
    assert len(ours(receiving)) == 1


def test_why_a_question_was_left_without_an_answer_is_said_in_the_inbox(receiving: Receiving) -> None:
    receiving.comment("/giveback help")
    receiving.github.disable_issues(receiving.engine)
    receiving.settle()
    (letter,) = receiving.letters("issue_comment")
    assert letter.state == "done"
    assert "issues are turned off" in str(letter.last_error)


def test_a_question_in_a_repository_that_is_blocked_is_dead_with_that_reason(receiving: Receiving) -> None:
    receiving.comment("/giveback help")
    receiving.github.block(receiving.engine)
    receiving.settle()
    (letter,) = receiving.letters("issue_comment")
    assert letter.state == "dead"
    assert "LegallyBlockedError" in str(letter.last_error)
