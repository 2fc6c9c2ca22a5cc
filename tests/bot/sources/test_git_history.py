"""Commits as git tells them: hostile, odd and huge ones too."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from git_builder import FIRST_DATE, Entry, GitBuilder
from hypothesis import given
from hypothesis import strategies as st

from bot.facts import CommitSeen
from bot.sources.git_command import Git
from bot.sources.git_history import MiningTask, mine, parse_date
from demo.fast_import import Content


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[GitBuilder]:
    with GitBuilder(tmp_path / "a.git") as made:
        yield made


def mined(repository: GitBuilder, *shas: str, merge_bot: bool = False, sync: str | None = None) -> list[CommitSeen]:
    """Read the commits given, else all, oldest first."""
    chosen = shas or tuple(repository.git("rev-list", "--reverse", "--topo-order", "--all").decode().split())
    git = Git(str(repository.git_dir))
    return mine(MiningTask(git, "acme/tool", chosen, (b"assisted-by: helper",), sync, merge_bot))


def lines(commit: CommitSeen) -> tuple[int | None, int | None, int | None]:
    return commit.lines_added, commit.lines_deleted, commit.lines_counted


def sha_of(repository: GitBuilder, name: str) -> str:
    return repository.git("rev-parse", name).decode().strip()


# Hostile and odd commits


def test_a_projects_mailmap_and_attributes_change_no_line_and_no_author(repository: GitBuilder) -> None:
    repository.commit({".mailmap": b"Eve <eve@evil.example> <dana@acme.example>\n", ".gitattributes": b"* -diff\n"})
    repository.commit({"a.c": b"1\n", ".gitattributes": b"* binary diff=evil filter=evil\n"})
    seen = mined(repository)
    assert [lines(commit) for commit in seen] == [(2, 0, 2), (2, 1, 3)]
    assert {commit.author.address for commit in seen} == {"dana@acme.example"}


ODD_PATHS = [
    b"\xff\xfe", b"a\tb", b"a\nb", b"\n", b"\t", b'"', b"<script>", b"\x1b[31m", b"commit", b"1\t1\ta", b"-",
    b"--numstat", "ä\u202eb".encode(), b"x" * 250 + b"/" + b"y" * 250, b"/".join([b"z" * 200] * 50),
]  # fmt: skip


def test_odd_paths_are_files_like_others(repository: GitBuilder) -> None:
    repository.commit(dict.fromkeys(ODD_PATHS, b"1\n2\n"))
    repository.commit({ODD_PATHS[0]: b"1\n"})
    repository.commit(renames={"a\nb": "c\td"})
    seen = mined(repository)
    assert [(commit.files, *lines(commit)) for commit in seen] == [
        (len(ODD_PATHS), 2 * len(ODD_PATHS), 0, 2 * len(ODD_PATHS)),
        (1, 0, 1, 1),
        (1, 0, 0, 0),
    ]


@pytest.mark.parametrize(
    ("author", "name", "address"),
    [
        (b"\xff\xfe\t<\x1b <no@where> 1704067200 +0000", "\ufffd\ufffd", "\x1b <no@where"),
        (b"X" * 10_240 + b" <" + b"y" * 10_240 + b"> 1704067200 +0000", "X" * 200, None),
        (b" <> 1704067200 +0000", "", ""),
        (b"nothing at all", "", ""),
        (b"<script>alert(1)</script> <a@b> 1704067200 +0000", None, None),
        (b"Nul\0<a@b> 1704067200 +0000", None, None),
        (b"", "", ""),
    ],
)
def test_whatever_an_author_line_holds_it_is_one_commit(
    repository: GitBuilder, author: bytes, name: str | None, address: str | None
) -> None:
    repository.commit({"a": b"1\n"})
    sha = repository.commit_literally({"a": b"1\n2\n"}, author=author)
    repository.commit({"a": b"1\n"})
    seen = mined(repository)
    assert [lines(commit) for commit in seen] == [(1, 0, 1), (1, 0, 1), (0, 1, 1)]
    odd = seen[1]
    assert odd.sha == sha
    for text in (odd.author.name, odd.author.address):
        assert len(text) <= 320
        assert not set(text) & set(map(chr, range(32)))
    if name is not None:
        assert odd.author.name.startswith(name)
    if address == "":
        assert odd.author.address == ""


@pytest.mark.parametrize(
    ("date", "seconds", "zone", "absurd"),
    [
        (b"-5 +0000", 0, 0, True),
        (b"0 +0000", 0, 0, True),
        (b"1104537599 +0000", 1_104_537_599, 0, True),
        (b"1104537600 -0330", 1_104_537_600, -210, False),
        (b"4102444799 +1400", 4_102_444_799, 840, False),
        (b"4102444800 +0000", 4_102_444_800, 0, True),
        (b"99999999999 +0000", 99_999_999_999, 0, True),
        (b"18446744073709551615 +0000", 0, 0, True),
        (b"999999999999999999999999 +0000", 0, 0, True),
        (b"1704067200 +9999", 1_704_067_200, 0, False),
        (b"1704067200 -9999", 1_704_067_200, 0, False),
        (b"1704067200 +1500", 1_704_067_200, 900, False),
        (b"1704067200", 0, 0, True),
        (b"yesterday", 0, 0, True),
    ],
)
def test_dates_that_nobody_can_have_are_marked(
    repository: GitBuilder, date: bytes, seconds: int, zone: int, absurd: bool
) -> None:
    who = b"Dana Doe <dana@acme.example> "
    repository.commit_literally({"a": b"1\n"}, author=who + date, committer=who + b"1704067200 +0000")
    (seen,) = mined(repository)
    assert (seen.authored_at, seen.zone, seen.date_is_absurd) == (seconds, zone, absurd)
    assert (seen.author.address, lines(seen)) == ("dana@acme.example", (1, 0, 1))


@pytest.mark.parametrize("date", [b"-5 +0000", b"0 +0000", b"4102444800 +0000"])
def test_a_committers_date_before_1970_or_from_2100_on_is_marked_too(repository: GitBuilder, date: bytes) -> None:
    who = b"Dana Doe <dana@acme.example> "
    repository.commit_literally(author=who + b"1704067200 +0000", committer=who + date)
    assert mined(repository)[0].date_is_absurd


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\n\n\n",
        b"commit",
        b"Before\0after\n\nCo-authored-by: Eve <eve@evil.example>\n",
        b"\xff\xfe",
        b"Fix\n\n1\t1\ta\n",
        b"x" * 3_000_000,
        b"x\n" * 1_000_000,
    ],
)
def test_whatever_a_message_holds_its_neighbours_are_read(repository: GitBuilder, message: bytes) -> None:
    repository.commit({"a": b"1\n"})
    repository.commit_literally({"a": b"1\n2\n"}, message=message)
    repository.commit({"a": b"3\n"})
    assert [(commit.files, *lines(commit)) for commit in mined(repository)] == [
        (1, 1, 0, 1),
        (1, 1, 0, 1),
        (1, 1, 2, 3),
    ]


@pytest.mark.parametrize("encoding", [b"ISO-8859-1", b"UTF-16", b"UTF-7", b"nonsense", b"\xff"])
def test_a_commits_own_encoding_is_respected_or_ignored(repository: GitBuilder, encoding: bytes) -> None:
    repository.commit_literally(
        {"a": b"1\n"},
        author=b"J\xe4n +AAA- <dana@acme.example> 1704067200 +0000",
        headers=b"encoding " + encoding + b"\n",
        message=b"F\xfcr +AAA- (#7)\n",
    )
    repository.commit({"a": b"2\n"})
    seen = mined(repository)
    assert [lines(commit) for commit in seen] == [(1, 0, 1), (1, 1, 2)]
    if encoding == b"ISO-8859-1":
        assert seen[0].author.name == "Jän +AAA-"


def test_a_signed_commit_and_unknown_headers_are_read(repository: GitBuilder) -> None:
    headers = b"mergetag object 1\n type commit\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END\nHG:extra x\n"
    repository.commit_literally({"a": b"1\n"}, headers=headers, message=b"Fix\n\nassisted-by: helper\n")
    (seen,) = mined(repository)
    assert (lines(seen), seen.ai_marked, seen.author.name) == ((1, 0, 1), True, "Dana Doe")


# What is counted


def test_half_a_million_lines_in_one_commit_are_counted_and_marked_as_bulk(repository: GitBuilder) -> None:
    repository.commit({"a.c": b"".join(b"%d\n" % number for number in range(500_000))})
    repository.commit({"a.c": b"1\n"})
    seen = mined(repository)
    assert [(*lines(commit), commit.bulk) for commit in seen] == [
        (500_000, 0, 500_000, True),
        (0, 499_999, 499_999, True),
    ]


@pytest.mark.parametrize(("files", "bulk"), [(499, False), (500, True)])
def test_a_commit_of_very_many_files_is_bulk(repository: GitBuilder, files: int, bulk: bool) -> None:
    repository.commit({f"{number}.c": b"" for number in range(files)})
    assert mined(repository)[0].bulk is bulk


@pytest.mark.parametrize(("path", "bulk"), [("a.c", True), ("vendor/a.c", False)])
def test_lines_that_do_not_count_make_no_bulk(repository: GitBuilder, path: str, bulk: bool) -> None:
    repository.commit({path: b"x\n" * 10_000})
    assert mined(repository)[0].bulk is bulk


def test_excluded_and_binary_files_and_pure_renames_add_no_counted_lines(repository: GitBuilder) -> None:
    files: dict[str, Content] = {"vendor/a.c": b"1\n2\n", "go.sum": b"1\n", "a.bin": b"\0\n", "a.c": b"1\n2\n3\n"}
    repository.commit({**files, "l": Entry("120000", b"a.c")})
    repository.commit(renames={"a.c": "b.c"})
    repository.commit(renames={"b.c": "vendor/b.c"}, files={"vendor/b.c": b"1\n2\n3\n4\n"})
    seen = mined(repository)
    assert [(commit.files, *lines(commit)) for commit in seen] == [(5, 7, 0, 4), (1, 0, 0, 0), (1, 1, 0, 0)]


def test_attributes_count_as_of_each_commit(repository: GitBuilder) -> None:
    repository.commit({"a.gen": b"1\n"})
    repository.commit({".gitattributes": b"*.gen linguist-generated\n", "a.gen": b"2\n"})
    repository.commit({".gitattributes": None, "a.gen": b"3\n"})
    assert [lines(commit) for commit in mined(repository)] == [(1, 0, 1), (2, 1, 1), (1, 2, 3)]


@pytest.mark.parametrize(
    "content", [b"*.gen linguist-generated\n" + b"#" * 1_000_001, b"*a" * 50_000 + b" linguist-generated"]
)
def test_attributes_of_absurd_size_or_many_stars_are_no_trouble(repository: GitBuilder, content: bytes) -> None:
    repository.commit({".gitattributes": content, "a" * 200 + ".gen": b"1\n"})
    assert mined(repository)[0].lines_counted == content.count(b"\n") + 2


@pytest.mark.parametrize("what", ["names", "paths", "attributes"])
def test_what_strangers_write_at_length_is_not_remembered(repository: GitBuilder, what: str) -> None:
    count = 40 if what == "attributes" else 150
    for number in range(count):
        unlike = b"%04d" % number
        rules = b"".join(b"%b%d* linguist-generated\n" % (b"ab/" * 300, rule) for rule in range(250))
        repository.commit(
            {
                b"/".join([b"p" * 200] * 15) + unlike if what == "paths" else b"a.py": unlike,
                b".gitattributes": b"# %b\n%b" % (unlike, rules) if what == "attributes" else b"",
            },
            author=(b"n" * 60_000 + unlike if what == "names" else b"Dana", b"dana@acme.example"),
        )
    shas = repository.git("rev-list", "main").decode().split()
    task = MiningTask(Git(str(repository.path)), "acme/tool", tuple(shas))
    mine(replace(task, shas=task.shas[:1]))
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        assert len(mine(task)) == count
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 3_000_000
    assert peak - before < 30_000_000


def test_attributes_that_are_a_link_or_a_folder_are_none(repository: GitBuilder) -> None:
    link: dict[str, Content] = {".gitattributes": Entry("120000", b"*.gen linguist-generated"), "a.gen": b"1\n"}
    repository.commit(link)
    repository.commit({".gitattributes": None, "a.gen": b"2\n"})
    repository.commit({".gitattributes/x": b"*.gen linguist-generated\n", "a.gen": b"3\n"})
    assert [commit.lines_counted for commit in mined(repository)][1:] == [3, 3]


def test_merges_and_empty_commits_change_nothing(repository: GitBuilder) -> None:
    base = repository.commit({"a": b"1\n"})
    for name in ("x", "y", "z"):
        repository.commit({name: b"1\n"}, branch=name, parents=[base])
    octopus = repository.merge("x", "y", "z")
    empty = repository.commit()
    seen = {commit.sha: commit for commit in mined(repository)}
    assert [sha for sha, commit in seen.items() if commit.is_merge] == [octopus]
    assert (seen[octopus].files, *lines(seen[octopus])) == (0, 0, 0, 0)
    assert (seen[empty].files, *lines(seen[empty]), seen[empty].documentation_only) == (0, 0, 0, 0, False)


def test_documentation_alone_is_marked(repository: GitBuilder) -> None:
    repository.commit({"docs/a.rst": b"1\n", "README.md": b"1\n"})
    repository.commit({"README.md": b"2\n", "a.c": b"1\n"})
    assert [commit.documentation_only for commit in mined(repository)] == [True, False]


def test_a_sync_subject_and_a_merge_bots_line_are_seen_where_the_project_has_them(repository: GitBuilder) -> None:
    repository.commit(message="sync : llama\n\nPull Request resolved: https://github.com/acme/tool/pull/7\n")
    repository.commit(message="Fix\n\nsync : llama\n")
    assert [(c.sync, c.bot_number) for c in mined(repository)] == [(False, None), (False, None)]
    assert [(c.sync, c.bot_number) for c in mined(repository, sync="^sync : ", merge_bot=True)] == [
        (True, 7),
        (False, None),
    ]


def test_the_answer_is_the_same_however_the_commits_are_split(repository: GitBuilder) -> None:
    for number in range(20):
        content = {f"{number % 3}.c": b"%d\n" % number, ".gitattributes": b"%d.c linguist-generated\n" % (number % 4)}
        repository.commit(content)
    whole = mined(repository)
    shas = [commit.sha for commit in whole]
    assert [commit for sha in shas for commit in mined(repository, sha)] == whole
    assert mined(repository, *reversed(shas)) == whole[::-1]


@given(st.binary(max_size=30))
def test_no_date_makes_it_fail_and_all_fit_a_table(raw: bytes) -> None:
    seconds, zone = parse_date(raw)
    assert abs(seconds) < 1 << 53
    assert abs(zone) <= 900


def test_the_first_date_is_the_builders(repository: GitBuilder) -> None:
    repository.commit({"a": b"1\n"})
    assert mined(repository)[0].authored_at == FIRST_DATE


# What a repository's configuration leaves out


def test_a_commit_of_ignored_paths_alone_is_left_out_and_their_lines_are_not_counted(repository: GitBuilder) -> None:
    repository.commit({"docs/a.md": b"1\n2\n", "docs/b/c.md": b"1\n"})
    repository.commit({"docs/a.md": b"1\n", "src/a.c": b"1\n2\n3\n"})
    repository.commit({})
    shas = tuple(repository.git("rev-list", "--reverse", "--all").decode().split())
    seen = mine(MiningTask(Git(str(repository.git_dir)), "acme/tool", shas, ignored=("docs/",)))
    assert [commit.sync for commit in seen] == [True, False, False]
    assert [lines(commit) for commit in seen] == [(3, 0, 0), (3, 1, 3), (0, 0, 0)]
