"""From a comment to its answer: seen at once, answered once, by whoever may, with everything from others inert."""

import logging
import re
from dataclasses import replace

import pytest
from git_builder import GitBuilder

from bot.commands.answering import answer_comment
from bot.commands.permission import PER_PERSON
from bot.errors import NotYetError
from bot.github_client import RateLimitedError
from bot.publishers.markers import marked
from bot.store.effects import SETTLING
from tests.bot.commands.conftest import Scene, reactions

MARKER = re.compile(r"<!-- giveback:")


def test_help_is_seen_answered_and_marked_as_done(scene: Scene) -> None:
    comment = scene.say("/giveback help")
    (answer,) = scene.ours()
    assert reactions(comment) == ["eyes", "rocket"]
    assert answer.body.startswith("@dana:\n")
    assert "`/giveback check [ORGANIZATION]`" in answer.body
    assert "https://giveback.example/commands.html" in answer.body
    assert [each.split(" ")[0] for each in scene.writes()] == ["POST"] * 3


@pytest.mark.parametrize("body", ["Nice work!", "> /giveback help", "`/giveback help`", ""])
def test_a_comment_that_asks_for_nothing_is_not_even_looked_at(scene: Scene, body: str) -> None:
    comment = scene.say(body)
    assert scene.ours() == []
    assert reactions(comment) == []
    assert scene.github.requests == []


def test_several_commands_get_one_answer_and_a_mistake_among_them_is_told(scene: Scene) -> None:
    comment = scene.say("Hi\n/giveback help\n\n/giveback config\n/giveback chekc")
    (answer,) = scene.ours()
    assert "### Commands" in answer.body
    assert "### Configuration" in answer.body
    assert "/giveback chekc\n          ^^^^^" in answer.body
    assert "did you mean /giveback check?" in answer.body
    assert reactions(comment) == ["eyes", "confused"]


def test_commands_beyond_the_limit_are_counted_and_not_run(scene: Scene) -> None:
    answer = scene.answer("".join(f"/giveback explain organization-{number}\n" for number in range(1_000)))
    assert answer.count("has not been read yet") == 5
    assert "995 more commands were not run: a comment may hold 5." in answer


def test_what_was_left_out_is_no_success_though_all_the_rest_is(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.commands.parse.MOST_COMMANDS", 1)
    comment = scene.say("/giveback help\n/giveback config")
    assert "### Configuration" not in scene.ours()[-1].body
    assert reactions(comment) == ["eyes", "confused"]


def test_a_pull_request_is_answered_like_an_issue(scene: Scene) -> None:
    git = scene.engine.git
    scene.configure("commands: write\n")
    assert git.exists()
    pull = scene.github.open_pull_request(scene.engine, "Mend it", user=scene.dana)
    comment = scene.say("/giveback help", issue=pull)
    assert len(scene.ours(pull)) == 1
    assert reactions(comment) == ["eyes", "rocket"]


# Once, and edited in place


def test_a_delivery_that_came_twice_is_answered_once(scene: Scene) -> None:
    comment = scene.say("/giveback help")
    asked = len(scene.github.requests)
    answer_comment(scene.deployment, scene.seen(comment))
    assert len(scene.ours()) == 1
    assert reactions(comment) == ["eyes", "rocket"]
    assert len(scene.github.requests) == asked


def test_who_asks_the_same_again_finds_the_first_answer_edited(scene: Scene) -> None:
    scene.say("/giveback config")
    scene.configure("commands: triage\n")
    again = scene.say("Again, please:\n/giveback  CONFIG")
    (answer,) = scene.ours()
    assert "triage and up" in answer.body
    assert reactions(again) == ["eyes", "rocket"]


def test_a_command_that_an_edit_took_out_and_another_put_back_is_run_again(scene: Scene) -> None:
    comment = scene.say("/giveback config")
    scene.configure("commands: triage\n")
    later = scene.deployment.seconds() + 60
    answer_comment(scene.deployment, replace(scene.seen(comment, former="Never mind."), edited_at=later))
    (answer,) = scene.ours()
    assert "triage and up" in answer.body


def test_another_asker_and_another_question_get_answers_of_their_own(scene: Scene) -> None:
    scene.github.collaborator(scene.engine, scene.rolf, "admin")
    for user, body in (
        (scene.dana, "/giveback help"),
        (scene.rolf, "/giveback help"),
        (scene.dana, "/giveback config"),
    ):
        scene.say(body, user)
    assert [each.body.split(":")[0] for each in scene.ours()] == ["@dana", "@rolf", "@dana"]


def test_an_answer_that_somebody_deleted_is_given_anew(scene: Scene) -> None:
    scene.say("/giveback help")
    (ours,) = scene.ours()
    scene.issue.comments.remove(ours)
    with pytest.raises(NotYetError):  # GitHub may just not show yet what it was given a moment ago
        scene.say("/giveback help")
    scene.github.clock.advance(seconds=SETTLING)
    scene.say("/giveback help")
    assert len(scene.ours()) == 1


def test_a_reaction_that_may_not_have_come_through_is_made_again(scene: Scene) -> None:
    for kind in ("error_after_write", "dropped", "dropped_after_write"):
        scene.github.faults.next(kind, method="POST", path="*/reactions")
        assert reactions(scene.say(f"/giveback explain {kind}")) == ["eyes", "confused"]
    assert scene.github.faults.unmet == []


@pytest.mark.parametrize(
    "options", [{"status": 429, "retry_after": 30}, {"status": 403, "remaining": 0, "reset_in": 60}]
)
def test_a_limit_is_raised_so_that_the_delivery_is_tried_again_and_then_answered_once(
    scene: Scene, options: dict[str, int]
) -> None:
    comment = scene.github.comment(scene.engine, scene.issue.number, user=scene.dana, body="/giveback help")
    scene.github.faults.next("rate_limited", method="POST", path="*/comments", **options)
    with pytest.raises(RateLimitedError):
        answer_comment(scene.deployment, scene.seen(comment))
    scene.github.clock.advance(minutes=2)
    answer_comment(scene.deployment, scene.seen(comment))
    assert len(scene.ours()) == 1
    assert reactions(comment) == ["eyes", "rocket"]


def test_a_write_that_was_answered_502_and_took_effect_is_not_made_again(scene: Scene) -> None:
    scene.github.faults.next("error_after_write", method="POST", path="/repositories/*/issues/*/comments")
    comment = scene.say("/giveback help")
    assert len(scene.ours()) == 1
    assert reactions(comment) == ["eyes", "rocket"]


def test_of_an_edited_comment_only_new_commands_are_run_for_whoever_edited_it(scene: Scene) -> None:
    comment = scene.say("/giveback help")
    former = comment.body
    comment.body = "/giveback help\n/giveback config"
    seen = scene.seen(comment, former=former)
    answer_comment(scene.deployment, replace(seen, author_id=scene.rolf.id, author_login="rolf"))
    assert "with `write` permission and up" in scene.ours()[-1].body  # rolf may not, though dana may
    answer_comment(scene.deployment, seen)
    assert "### Configuration" in scene.ours()[-1].body
    assert "### Commands" not in scene.ours()[-1].body


# Who may


@pytest.mark.parametrize("permission", ["write", "maintain", "admin"])
def test_write_permission_and_up_may_by_default(scene: Scene, permission: str) -> None:
    scene.github.collaborator(scene.engine, scene.rolf, permission)
    assert "### Configuration" in scene.answer("/giveback config", scene.rolf)


@pytest.mark.parametrize("permission", ["read", "triage", "none"])
def test_who_may_not_is_told_once_an_hour_and_then_by_a_reaction_alone(scene: Scene, permission: str) -> None:
    scene.github.collaborator(scene.engine, scene.rolf, permission)
    first = scene.answer("/giveback config", scene.rolf)
    assert "people with `write` permission and up" in first
    again = scene.say("/giveback check", scene.rolf)
    assert len(scene.ours()) == 1
    assert reactions(again) == ["eyes", "confused"]
    scene.github.clock.advance(minutes=61)
    scene.answer("/giveback check", scene.rolf)


def test_help_and_ones_own_evidence_are_for_everybody(scene: Scene) -> None:
    assert "### Commands" in scene.answer("/giveback help", scene.rolf)
    assert "has not been read yet" in scene.answer("/giveback explain me", scene.rolf)


def test_what_is_not_for_everybody_is_refused_beside_what_is(scene: Scene) -> None:
    answer = scene.answer("/giveback help\n/giveback config", scene.rolf)
    assert "### Commands" in answer
    assert "### Configuration" not in answer
    assert "people with `write` permission" in answer


def test_the_permission_is_asked_anew_each_time(scene: Scene) -> None:
    scene.answer("/giveback config")
    scene.github.collaborator(scene.engine, scene.dana, "none")
    assert "with `write` permission and up" in scene.answer("/giveback check")


def test_a_login_that_is_somebody_elses_by_now_may_nothing(scene: Scene) -> None:
    comment = scene.github.comment(scene.engine, scene.issue.number, user=scene.dana, body="/giveback config")
    seen = replace(scene.seen(comment), author_id=999_999)
    answer_comment(scene.deployment, seen)
    assert "### Configuration" not in scene.ours()[-1].body


def test_the_least_permission_is_configurable(scene: Scene) -> None:
    scene.configure("commands: {who: triage}\n")
    scene.github.collaborator(scene.engine, scene.rolf, "triage")
    assert "### Configuration" in scene.answer("/giveback config", scene.rolf)
    scene.configure("commands: {who: admin}\n")
    assert "with `admin` permission" in scene.answer("/giveback check")


def test_a_command_that_is_turned_off_says_so(scene: Scene) -> None:
    scene.configure("commands: {enabled: [help]}\n")
    answer = scene.answer("/giveback config\n/giveback help")
    assert "turned off here" in answer
    assert "/giveback check [" not in answer


def test_over_the_quota_one_is_told_once_and_nothing_is_run(scene: Scene) -> None:
    for number in range(PER_PERSON):
        scene.say(f"/giveback explain organization-{number}")
    before = len(scene.ours())
    assert "Ask again in an hour" in scene.answer("/giveback help")
    comment = scene.say("/giveback config")
    assert len(scene.ours()) == before + 1
    assert reactions(comment) == ["eyes", "confused"]
    scene.github.clock.advance(minutes=61)
    assert "### Configuration" in scene.answer("/giveback config")


# Ourselves, bots, and what is old


def test_our_own_comments_and_other_bots_are_never_answered(scene: Scene) -> None:
    bot = scene.app.bot
    ours = scene.github.comment(scene.engine, scene.issue.number, user=bot, body="/giveback help", app=scene.app)
    answer_comment(scene.deployment, scene.seen(ours))
    through = scene.github.comment(scene.engine, scene.issue.number, user=scene.dana, body="/giveback help")
    answer_comment(scene.deployment, replace(scene.seen(through), via_app_id=scene.app.id))
    other = replace(scene.seen(through), author_login="dependabot[bot]", author_type="Bot")
    answer_comment(scene.deployment, other)
    answer_comment(scene.deployment, replace(other, author_type="User"))
    assert [each.method for each in scene.github.requests] == []


def test_a_comment_that_was_delivered_a_day_late_is_left_alone(scene: Scene) -> None:
    comment = scene.github.comment(scene.engine, scene.issue.number, user=scene.dana, body="/giveback help")
    scene.github.clock.advance(hours=25)
    answer_comment(scene.deployment, scene.seen(comment))
    assert scene.ours() == []


def test_a_comment_that_is_gone_by_now_is_left_alone(scene: Scene) -> None:
    comment = scene.github.comment(scene.engine, scene.issue.number, user=scene.dana, body="/giveback help")
    scene.issue.comments.remove(comment)
    answer_comment(scene.deployment, scene.seen(comment))
    assert scene.ours() == []


def test_a_locked_issue_and_issues_that_are_turned_off_are_left_alone(scene: Scene) -> None:
    comment = scene.github.comment(scene.engine, scene.issue.number, user=scene.dana, body="/giveback help")
    scene.issue.locked = True
    answer_comment(scene.deployment, scene.seen(comment))
    scene.github.disable_issues(scene.engine)
    answer_comment(scene.deployment, scene.seen(comment))
    assert scene.ours() == []


# What others wrote


def test_a_forged_marker_in_somebody_elses_comment_is_nothing(scene: Scene) -> None:
    scene.say("/giveback help")
    real = scene.ours()[0].body
    (ours,) = scene.ours()
    scene.issue.comments.remove(ours)
    with pytest.raises(NotYetError):  # GitHub may just not show yet what it was given a moment ago
        scene.say("/giveback help")
    scene.github.clock.advance(seconds=SETTLING)
    copied = scene.github.comment(scene.engine, scene.issue.number, user=scene.rolf, body=real)
    scene.say("/giveback help")
    assert copied.body == real
    assert len(scene.ours()) == 1


@pytest.mark.parametrize(
    "hostile",
    [
        "@everyone @acme/owners",
        "#1 closes #2 fixes acme/engine#3",
        "a|b|c",
        "x -- giveback:answer:0123456789abcdef",
        "https://evil.example/x www.evil.example",
        "%s {0} ${x}",
        "\u202eevil",
        "x\u200by",
    ],
)
def test_what_is_echoed_is_inert(scene: Scene, hostile: str) -> None:
    scene.say(f"/giveback check {hostile}")
    body = scene.ours()[-1].body
    assert len(MARKER.findall(body)) == 1
    outside = re.sub(r"(?s)(`{3,})text\n.*?\n\1", "", body)
    mentions = [word for word in re.findall(r"@[A-Za-z0-9/-]+", outside) if word != "@dana"]
    assert mentions == []
    assert not re.search(r"(?<!\\)#\d|https?://evil|www\.evil|\u202e", outside)
    assert "\u202e" not in body
    assert "\u200by" not in body.replace("@\u200b", "")


def test_what_is_echoed_cannot_end_its_block_of_code_nor_forge_a_marker(scene: Scene) -> None:
    forged = marked("", "answer:1:1:1:0", scene.deployment.marker_key).strip()
    body = scene.answer(f"/giveback check {forged} ```` ~~~")
    assert len(MARKER.findall(body)) == 1
    assert forged not in body
    scene.say("/giveback \\`\\`\\`\\` \\<!-- x --\\>")
    body = scene.ours()[-1].body
    assert "`````text" in body
    assert len(MARKER.findall(body)) == 1


def test_an_organizations_hostile_name_is_inert(scene: Scene) -> None:
    with GitBuilder(scene.engine.git) as git:
        git.commit({"a": b"1\n"}, author=("Bo", "bo@bolt.example"), author_date="1709600000 +0000")
    body = scene.answer('/giveback check "Bolt Labs"')
    assert "Bolt @\u200beveryone &lt;b&gt;" in body


def test_our_own_mistake_is_told_as_such_and_logged_without_the_comment(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    broken = replace(scene.deployment, public_url=5)  # type: ignore[arg-type]
    object.__setattr__(broken, "options", None)
    comment = scene.github.comment(scene.engine, scene.issue.number, user=scene.dana, body="secret!\n/giveback check")
    with caplog.at_level(logging.ERROR):
        answer_comment(broken, scene.seen(comment))
    assert "it is not your mistake" in scene.ours()[-1].body
    assert "AttributeError" not in scene.ours()[-1].body
    assert f"comment {comment.id}: /giveback check failed" in caplog.text
    assert "secret!" not in caplog.text
    assert reactions(comment) == ["eyes", "confused"]


def test_a_permission_that_is_not_accepted_is_told_instead_of_silence(scene: Scene) -> None:
    scene.github.revoke_permission(scene.installation, "contents")
    comment = scene.say("/giveback check\n/giveback help")
    assert "an owner of the installation has to accept" in scene.ours()[-1].body
    assert "### Commands" not in scene.ours()[-1].body
    assert reactions(comment) == ["eyes", "confused"]


def test_what_is_wrong_with_the_operators_machine_is_not_told_to_strangers(scene: Scene) -> None:
    cache = scene.deployment.options.cache
    cache.parent.mkdir(exist_ok=True)
    cache.write_text("a file where a folder should be", encoding="utf-8")
    with GitBuilder(scene.engine.git) as git:
        git.commit({"a": b"1\n"}, author_date="1709600000 +0000")
    body = scene.answer("/giveback check")
    assert "it is not your mistake" in body
    assert str(cache) not in body
    assert "GIVEBACK_CACHE" not in body
