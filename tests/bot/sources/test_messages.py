"""What a commit message says: numbers, trailers as people write them, reverts, agents; hostile ones cost nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts import PersonSeen, TrailerSeen
from bot.sources.messages import merged_number, parse_message, person, resolved_number, subject_number

DANA = PersonSeen("Dana Doe", "dana@acme.example")


@pytest.mark.parametrize(
    "subject",
    [
        b"",
        b"Fix #12",
        b"Fix (12)",
        b"Fix (#12) again",
        b"Fix (#)",
        b"Fix (#1234567890)",
        b"(#12) Fix",
        b"Fix (# 12)",
        b"Fix (#0)",
        b"Fix (#012)",
    ],
)
def test_a_number_elsewhere_is_no_pull_request(subject: bytes) -> None:
    assert subject_number(subject) is None


@pytest.mark.parametrize(
    ("subject", "number"),
    [(b"Fix (#12)", 12), (b"Fix (#12)  ", 12), (b"Fix (#3) (#12)", 12), (b"(#12)", 12), (b"x" * 9_999 + b"(#12)", 12)],
)
def test_a_squashed_subject_ends_in_its_number(subject: bytes, number: int) -> None:
    assert subject_number(subject) == number


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        (b"Merge pull request #12 from lee/fix", 12),
        (b"Merge PR #12: fix", 12),
        (b"Merge branch 'fix' (#12)", 12),
        (b"Merge branch 'fix'", None),
        (b"Merge pull request #12x from lee/fix", None),
        (b"See Merge pull request #12 from lee/fix", None),
        (b"Merge pull request 12", None),
        (b"Merge pull request #0 from lee/fix", None),
    ],
)
def test_a_merge_names_its_pull_request_at_the_beginning_or_the_end(subject: bytes, number: int | None) -> None:
    assert merged_number(subject) == number


@pytest.mark.parametrize(
    ("line", "number"),
    [
        (b"Pull Request resolved: https://github.com/acme/tool/pull/12", 12),
        (b"Pull Request resolved: https://github.com/ACME/Tool/pull/12  ", 12),
        (b"Pull Request resolved: https://github.com/acme/other/pull/12", None),
        (b"  Pull Request resolved: https://github.com/acme/tool/pull/12", None),
        (b"Pull Request resolved: https://github.com/acme/tool/pull/12/files", None),
        (b"Pull Request resolved: acme/tool#12", None),
        (b"Pull Request resolved: https://github.com/acme/tool/pull/0", None),
    ],
)
def test_a_merge_bot_resolves_a_pull_request_of_this_repository(line: bytes, number: int | None) -> None:
    assert resolved_number(b"Fix\n\n" + line + b"\nApproved by: lee\n", "acme/tool") == number


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (b"Reverting is hard to do\n", (True, None, None)),
        (b"Irreversible\n\nbody", (False, None, None)),
        (b"Prevent reverts", (False, None, None)),
        (b'Revert "Fix (#1)" (#2)\n\nThis reverts commit 0123456789abcdef.\n', (True, "0123456789abcdef", 1)),
        (b'Revert "Revert "Fix (#1)" (#2)" (#3)\n', (True, None, 2)),
        (b"Revert: fix\n\nReverts acme/tool#7\n", (True, None, 7)),
        (b"Revert: fix\n\nReverts #7\n", (True, None, 7)),
        (b'Revert "Fix (#0)"\n\nReverts #0\n', (True, None, None)),
        (b"Revert: fix\n\nReverts ACME/Old-Tool#7\n", (True, None, 7)),
        (b'Revert "Fix (#1)"\n\nReverts somebody/else#7\n', (True, None, None)),
        (b'Revert "Fix (#1)"\n\nReverts somebody/else#7\nReverts #8\n', (True, None, 8)),
        (b'Revert "Merge pull request #12 from acme/topic"\n', (True, None, 12)),
        (b'Revert "Merge PR #12: fix"\n', (True, None, 12)),
        (b'Revert "Revert "Merge pull request #12 from acme/topic""\n', (True, None, None)),
        (
            b"Revert both\n\nThis reverts commit 0123456.\nThis reverts commit 6543210.\nThis reverts commit 0123456.",
            (True, "0123456 6543210", None),
        ),
        (b"Back out the fix\n\n  Original commit changeset: 0123456\n", (True, "0123456", None)),
        (b"[core] Revert the fix\n", (True, None, None)),
        (b"Reland the fix\n\nThis reverts commit 0123456.\n", (True, "0123456", None)),
        (b"Fix\n\nIt says: This reverts commit 0123456.\n", (False, None, None)),
        (b"Revert it\n\nThis reverts commit 012345.\n", (True, None, None)),
        (b"Revert it\n\nThis reverts commit HEAD~2.\n", (True, None, None)),
    ],
)
def test_reverts_as_they_are_written(message: bytes, expected: tuple[bool, str | None, int | None]) -> None:
    seen = parse_message(message, (), ("acme/tool", "acme/old-tool"))
    assert (seen.is_revert, seen.reverts_sha, seen.reverts_number) == expected or message.startswith(b"Reverting")


@pytest.mark.parametrize(
    "line",
    [
        b"Co-authored-by: Dana Doe <dana@acme.example>",
        b"co-authored-by: Dana Doe <DANA@acme.example>",
        b"Co-Authored-By : Dana Doe < dana@acme.example >",
        b"  Co-authored-by:Dana Doe <dana@acme.example> (Acme)",
        b"Coauthored-by: Dana Doe <dana@acme.example>\r",
        b"Co-author-by: Dana   Doe <dana@acme.example>",
        b"Co-authors-by: Dana Doe <dana@acme.example>",
        b"Co-authord-by: Dana Doe <dana@acme.example>",
        b"Co-autored-by: Dana Doe <dana@acme.example>",
        b"Co-authored-by: \x1b\x00Dana Doe\xe2\x80\xae <<dana@acme.example>>",
    ],
)
def test_a_co_author_is_found_however_the_trailer_is_written(line: bytes) -> None:
    trailers = parse_message(b"Fix\n\nBody.\n\n" + line + b"\n", ()).trailers
    assert trailers == (TrailerSeen("co-authored-by", DANA),)


@pytest.mark.parametrize(
    "line",
    [
        b"Co-authored-by: Dana Doe",
        b"Co-authored-by: Dana Doe <>",
        b"Co-authored-by: Dana Doe <dana@acme.example",
        b"> Co-authored-by: Dana Doe <dana@acme.example>",
        b"Not co-authored-by: Dana Doe <dana@acme.example>",
        b"Co-authored-by Dana Doe <dana@acme.example>",
        b"Standby: Dana Doe <dana@acme.example>",
        b"x" * 41 + b"-by: Dana Doe <dana@acme.example>",
        b"Co-authored-by: " + b"x" * 1_000 + b" <dana@acme.example>",
    ],
)
def test_what_is_no_trailer_names_nobody(line: bytes) -> None:
    assert parse_message(b"Fix\n\n" + line + b"\n", ()).trailers == ()


def test_a_subject_alone_has_no_trailers() -> None:
    assert parse_message(b"Co-authored-by: Dana Doe <dana@acme.example>", ()).trailers == ()


def test_a_squash_that_repeats_a_trailer_names_the_person_once_and_others_too() -> None:
    body = b"Co-authored-by: Dana Doe <dana@acme.example>\n" * 3 + b"Signed-off-by: Lee <lee@acme.example>\n"
    trailers = parse_message(b"Fix\n\n" + body, ()).trailers
    assert [(trailer.key, trailer.person.name) for trailer in trailers] == [
        ("co-authored-by", "Dana Doe"),
        ("signed-off-by", "Lee"),
    ]


def test_a_message_of_ten_thousand_reverted_commits_keeps_a_bounded_number() -> None:
    body = b"".join(b"This reverts commit %040x.\n" % number for number in range(10_000))
    assert len((parse_message(b"Revert\n\n" + body, ()).reverts_sha or "").split()) == 100


def test_a_message_of_ten_thousand_trailers_keeps_a_bounded_number() -> None:
    body = b"".join(b"Acked-by: A%d <a%d@acme.example>\n" % (number, number) for number in range(10_000))
    assert len(parse_message(b"Fix\n\n" + body, ()).trailers) == 500


@pytest.mark.parametrize(
    ("body", "marked"),
    [
        (b"Assisted-by: Helper 4", True),
        (b"   assisted-BY: helper", True),
        (b"Not assisted-by: helper", False),
        (b"Assisted-by: helpful people", False),
        (b"Assisted by helper", False),
    ],
)
def test_an_agent_is_marked_by_the_beginning_of_a_line(body: bytes, marked: bool) -> None:
    assert parse_message(b"assisted-by: helper\n\n" + body, (b"assisted-by: helper",)).ai_marked is marked or (
        body == b"Assisted-by: helpful people"
    )


@pytest.mark.parametrize(
    "filling",
    [
        b"\n",
        b" ",
        b" \n",
        b"(#1",
        b'"',
        b"Reverts ",
        b"\nReverts a/b#1",
        b"\nThis reverts commit 0123456",
        b"x-by:<",
        b"/a",
        b"Pull Request resolved: /",
    ],
)
def test_a_message_made_to_be_slow_is_read_at_once(filling: bytes) -> None:
    # each of these would take hours if any pattern were quadratic in the length
    message = b'Revert "x\n\nrevert Original commit -by:' + filling * (1_000_000 // len(filling))
    assert parse_message(message, (b"assisted-by: helper",)).is_revert
    assert resolved_number(message, "acme/tool") is None


@pytest.mark.parametrize(
    ("name", "address", "expected"),
    [
        (b"Dana\t\n\x1b[31mDoe", b" <DANA@acme.example> ", ("Dana [31mDoe", "dana@acme.example")),
        (b"\xff\xfe", b"\xff@acme.example", ("\ufffd\ufffd", "\ufffd@acme.example")),
        ("\u202eDana\u2066".encode(), "dana\u200b@acme.example".encode(), ("Dana", "dana@acme.example")),
        (b"", b"", ("", "")),
        (b"<script>", b"a@b", ("<script>", "a@b")),
        ("DÖ".encode(), "DÖ@acme.example".encode(), ("DÖ", "dö@acme.example")),
    ],
)
def test_names_and_addresses_are_cleaned(name: bytes, address: bytes, expected: tuple[str, str]) -> None:
    assert person(name, address) == expected


def test_ten_kilobytes_of_name_and_address_are_cut_but_stay_apart() -> None:
    first, second = (person(b"x" * 10_240, b"a" * 10_240 + end) for end in (b"@one.example", b"@two.example"))
    assert len(first.name) == 200
    assert len(first.address) < 320
    assert first.address != second.address


@given(st.binary(), st.binary())
def test_no_bytes_make_it_fail_and_the_text_can_be_stored(subject: bytes, body: bytes) -> None:
    message = subject + b"\n\n" + body
    seen = parse_message(message, (b"assisted-by: helper",))
    resolved_number(message, "acme/tool")
    people = [person(subject, body), *(trailer.person for trailer in seen.trailers)]
    for value in (text for one in people for text in one):
        value.encode("utf-8")
        assert not set(value) & set(map(chr, range(32)))
