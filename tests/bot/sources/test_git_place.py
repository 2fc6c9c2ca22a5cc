"""Where a repository is: whatever cannot be used is refused, named, with a way out; nothing of it ever runs."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from git_builder import GitBuilder

from bot.errors import InputError
from bot.sources.git_address import fetch_address, local_path
from bot.sources.git_place import Place, PlaceOptions, name_of, open_place


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[GitBuilder]:
    with GitBuilder(tmp_path / "a.git") as made:
        yield made


def opened(where: str | Path, folder: Path, branch: str | None = None) -> Place:
    """Open a place for a moment."""
    with open_place(str(where), "acme/tool", PlaceOptions(folder / "cache", timeout=60, branch=branch)) as place:
        assert place.git.text("rev-list", "--count", place.tip)
        return place


def refusal(where: str | Path, folder: Path, branch: str | None = None) -> InputError:
    """The error of a place that cannot be opened: it names the place and a way out, with exit status 2."""
    with pytest.raises(InputError) as error:
        opened(where, folder, branch)
    assert error.value.exit_status == 2
    assert str(where) in error.value.message
    assert error.value.remedy
    return error.value


# Names


@pytest.mark.parametrize(
    "where",
    ["-", "--upload-pack=touch x", "-oProxyCommand=x:owner/name", "--help", "-u", "--upload-pack=x/y"],
)
def test_what_looks_like_an_option_is_refused_as_one(where: str) -> None:
    with pytest.raises(InputError, match="looks like an option"):
        local_path(where)


@pytest.mark.parametrize(
    "where",
    [
        "ext::sh -c 'touch x'", "ext::x", "EXT::x", "fd::3", "ext://x/owner/name", "ftp://a.example/owner/name",
        "rsync://a.example/owner/name", "file::/x", "http::https://a.example/owner/name", "transport::address",
        "gopher://x/y/z",
    ],
)  # fmt: skip
def test_a_forbidden_transport_is_refused(where: str, tmp_path: Path) -> None:
    assert "is not allowed" in refusal(where, tmp_path).message
    with pytest.raises(InputError, match="is not allowed"):
        name_of(where, None)


@pytest.mark.parametrize(
    "where",
    [
        "", "nowhere", "./nowhere", "a/b/c", "owner/..", "owner/.", "/owner/name", "owner/na me", "x" * 10_240, "\0",
        "owner/name\n", "-/x"[1:] + "/y/z", "ä/ö", "owner_x/name",
    ],
)  # fmt: skip
def test_what_is_nothing_is_no_such_repository(where: str) -> None:
    with pytest.raises(InputError, match="no such repository"):
        local_path(where)


@pytest.mark.parametrize(
    "where", ["http://[", "https://[::1/owner/name", "ssh://[x]y/owner/name", "https://", "https://a.example"]
)
def test_an_address_that_cannot_be_read_is_refused(where: str) -> None:
    with pytest.raises(InputError) as error:
        name_of(where, None)
    assert where in error.value.message


@pytest.mark.parametrize(
    "named", ["", "name", "owner/name/x", "--as", "owner/..", "owner/ name", "ow ner/name", "/name"]
)
def test_a_name_for_the_index_is_checked(named: str) -> None:
    with pytest.raises(InputError, match="owner/name"):
        name_of("owner/name", named)


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("owner/name", "owner/name"),
        ("https://github.com/owner/name", "owner/name"),
        ("https://github.com/owner/name.git/", "owner/name"),
        ("HTTPS://GitHub.com/owner/name", "owner/name"),
        ("https://user:secret@github.com:443/owner/name.git", "owner/name"),
        ("git@github.com:owner/name.git", "owner/name"),
        ("github.com:owner/name", "owner/name"),
        ("ssh://git@github.com/owner/name", "owner/name"),
        ("ssh://git@github.com:22/owner/name.git", "owner/name"),
    ],
)
def test_an_address_on_the_configured_github_names_the_repository(where: str, name: str) -> None:
    assert name_of(where, None) == name
    assert name_of(where, "other/one") == "other/one"


@pytest.mark.parametrize(
    "where",
    [
        "https://a.example/owner/name", "https://github.com.a.example/owner/name", "git@a.example:owner/name.git",
        "https://github.com@a.example/owner/name", "https://a.example/github.com/owner/name", "http://[github.com/a/b",
        "https://github.com/owner/name/tree/main", "https://github.com/group/owner/name", "https://github.com/name",
        "https://github.com:8443/owner/name", "https://github.com//owner/name", "https://github.com/owner/name?x",
        "https://github.com/owner/name#x", "https://github.com\\@a.example/owner/name", "https://git\thub.com/a/b",
        "git@github.com:group/owner/name.git", "file:///srv/owner/name.git", "file://github.com/owner/name",
        "git@github.com@a.example:owner/name", "git@github.com:/owner/name",
    ],
)  # fmt: skip
def test_any_other_address_names_nothing_and_the_one_who_asks_does(where: str) -> None:
    with pytest.raises(InputError) as error:
        name_of(where, None)
    if "no such repository" not in error.value.message:
        assert "on https://github.com" in error.value.message
        assert "--as owner/name" in error.value.remedy


def test_a_scheme_may_be_written_in_capitals() -> None:
    assert local_path("HTTPS://github.com/owner/name") is None
    assert fetch_address("HTTPS://GitHub.com/Owner/name", "https://github.com") == "https://GitHub.com/Owner/name"
    assert fetch_address("owner/name", "https://forge.example/") == "https://forge.example/owner/name.git"
    assert fetch_address("git@github.com:owner/name", "https://github.com") == "git@github.com:owner/name"


def test_the_github_that_names_is_the_configured_one() -> None:
    forge = "http://forge.example:3000/git/"
    assert name_of("http://forge.example:3000/git/owner/name", None, forge) == "owner/name"
    assert name_of("git@forge.example:owner/name.git", None, forge) == "owner/name"
    for where in (
        "http://forge.example:3001/git/owner/name", "http://forge.example/git/owner/name",
        "http://forge.example:3000/owner/name", "https://github.com/owner/name",
    ):  # fmt: skip
        with pytest.raises(InputError, match=r"on http://forge\.example:3000"):
            name_of(where, None, forge)


def test_a_local_repository_is_named_by_its_origin_or_by_the_one_who_asks(repository: GitBuilder) -> None:
    with pytest.raises(InputError, match="no origin") as error:
        name_of(str(repository.path), None)
    assert "--as" in error.value.remedy
    repository.git("config", "remote.origin.url", "git@github.com:acme/tool.git")
    assert name_of(str(repository.path), None) == "acme/tool"
    assert name_of(f"file://{repository.path}", None) == "acme/tool"
    for origin in ("/srv/acme/tool", "https://evil.example/acme/tool", "acme/tool", "../acme/tool.git"):
        repository.git("config", "remote.origin.url", origin)
        for where in (str(repository.path), f"file://{repository.path}"):
            with pytest.raises(InputError, match=f"origin {origin} names no owner/name") as error:
                name_of(where, None)
            assert "--as" in error.value.remedy
    assert name_of(str(repository.path), "acme/tool") == "acme/tool"


# Local repositories that cannot be used


def test_a_folder_that_is_no_repository(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert "not a git repository" in refusal(tmp_path / "plain", tmp_path).message


def test_a_file_that_is_no_repository(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert "not a git repository" in refusal(tmp_path / "file", tmp_path).message


@pytest.mark.parametrize("target", ["", "gitdir: /nowhere", "gitdir: .", "\0", "x" * 10_000])
def test_a_pointer_that_leads_nowhere(tmp_path: Path, target: str) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / ".git").write_text(target)
    assert "not a git repository" in refusal(tmp_path / "work", tmp_path).message


def test_an_empty_repository(repository: GitBuilder, tmp_path: Path) -> None:
    assert "the repository is empty" in refusal(repository.path, tmp_path).message
    assert "the repository is empty" in refusal(f"file://{repository.path}", tmp_path).message


def test_a_default_branch_that_was_never_born(repository: GitBuilder, tmp_path: Path) -> None:
    repository.commit(branch="other")
    error = refusal(repository.path, tmp_path)
    assert "'main' has no commit" in error.message
    assert "--branch" in error.remedy
    assert opened(repository.path, tmp_path, "other").tip == repository.head("other")


def test_a_branch_that_is_not_there(repository: GitBuilder, tmp_path: Path) -> None:
    repository.commit()
    assert "'other'" in refusal(repository.path, tmp_path, "other").message
    assert "'other'" in refusal(f"file://{repository.path}", tmp_path, "other").message


@pytest.mark.parametrize("branch", ["--all", "-x", "a..b", "x^{/y}", "@{-1}"])
def test_a_branch_name_that_git_would_read_otherwise(repository: GitBuilder, tmp_path: Path, branch: str) -> None:
    repository.commit()
    refusal(repository.path, tmp_path, branch)


@pytest.mark.parametrize("damage", ["remove_object", "corrupt_object"])
def test_a_tip_whose_commit_is_damaged_is_not_called_empty(repository: GitBuilder, tmp_path: Path, damage: str) -> None:
    repository.commit()
    getattr(repository, damage)(repository.commit())
    message = refusal(repository.path, tmp_path).message
    assert "empty" not in message
    assert "no commit that can be read" in message


def test_a_detached_head_whose_commit_is_missing_is_not_called_empty(repository: GitBuilder, tmp_path: Path) -> None:
    repository.commit()
    (repository.git_dir / "HEAD").write_text("1" * 40 + "\n")
    assert "empty" not in refusal(repository.path, tmp_path).message


def test_a_shallow_clone(repository: GitBuilder, tmp_path: Path) -> None:
    for _ in range(3):
        repository.commit()
    repository.git(
        "clone", "--quiet", "--bare", "--depth=1", f"file://{repository.path}", str(tmp_path / "shallow.git")
    )
    error = refusal(tmp_path / "shallow.git", tmp_path)
    assert "shallow" in error.message
    assert "--unshallow" in error.remedy
    assert "shallow" in refusal(f"file://{tmp_path}/shallow.git", tmp_path).message


@pytest.mark.parametrize("locked", [".", "a.git", "a.git/objects", "a.git/HEAD"])
@pytest.mark.parametrize("named", ["acme/tool", None])
def test_no_permission(
    open_folder: Path, unprivileged: Callable[[], AbstractContextManager[None]], locked: str, named: str | None
) -> None:
    with GitBuilder(open_folder / "inner" / "a.git") as repository:
        repository.commit()
        repository.git("config", "remote.origin.url", "https://github.com/acme/tool")
    path = open_folder / "inner" / locked
    path.chmod(0)
    try:
        where = str(open_folder / "inner" / "a.git")
        with unprivileged(), pytest.raises(InputError, match="no permission") as error:
            opened(where if name_of(where, named) else "", open_folder)
        assert str(open_folder) in error.value.message
    finally:
        path.chmod(0o700)


@pytest.mark.parametrize("locked", ["pack", "pack/*.pack", "pack/*"])
def test_no_permission_on_a_pack(
    open_folder: Path, unprivileged: Callable[[], AbstractContextManager[None]], locked: str
) -> None:
    with GitBuilder(open_folder / "a.git") as repository:
        repository.commit({"a": b"1\n"})
        repository.git("repack", "-adq")
    for path in (open_folder / "a.git" / "objects").glob(locked):
        path.chmod(0)
    with unprivileged(), pytest.raises(InputError, match="no permission to read all of it") as error:
        opened(open_folder / "a.git", open_folder)
    assert "objects/pack" in error.value.message or "Permission denied" in error.value.message
    assert "owner" in error.value.remedy
    assert "chmod" in error.value.remedy


def test_a_pack_that_is_cut_off_is_damage(repository: GitBuilder, tmp_path: Path) -> None:
    repository.commit({"a": b"1\n"})
    repository.git("repack", "-adq")
    [pack] = (repository.git_dir / "objects" / "pack").glob("*.pack")
    pack.chmod(0o600)
    pack.write_bytes(pack.read_bytes()[:60])
    error = refusal(repository.path, tmp_path)
    assert "the repository is damaged" in error.message
    assert pack.name in error.message
    assert "git fsck --full" in error.remedy


# What a repository brings along


def test_nothing_of_a_hostile_repository_runs_or_counts(repository: GitBuilder, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    first = repository.commit({".gitattributes": b"* diff=evil filter=evil\n", "a.c": b"1\n"})
    second = repository.commit({"a.c": b"2\n"})
    repository.replace(second, first)
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {ran}\ncat\n")
    script.chmod(0o755)
    hooks = repository.git_dir / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("pre-auto-gc", "reference-transaction", "post-checkout", "update"):
        (hooks / hook).symlink_to(script)
    for key in (
        "core.fsmonitor", "core.pager", "core.gitProxy", "core.sshCommand", "core.editor", "core.askPass",
        "core.alternateRefsCommand", "diff.external", "diff.evil.textconv", "diff.evil.command", "filter.evil.clean",
        "filter.evil.smudge", "uploadpack.packObjectsHook", "credential.helper", "gpg.program", "pager.log",
        "remote.origin.uploadpack", "uploadpack.hideRefs", "alias.log",
    ):  # fmt: skip
        repository.git("config", key, str(script))
    repository.git("config", "core.hooksPath", str(hooks))
    repository.git("config", "log.showSignature", "true")
    ran.unlink(missing_ok=True)  # what the builder itself set off
    for where in (str(repository.path), f"file://{repository.path}"):
        with open_place(where, "acme/tool", PlaceOptions(tmp_path / f"cache{len(where)}")) as place:
            assert place.tip == second
            assert place.git.text("rev-list", "--count", place.tip) == "2"
            assert place.git.text("log", "--format=", "--numstat", "-1", place.tip).split() == ["1", "1", "a.c"]
    repository.graft(second)
    with open_place(str(repository.path), "acme/tool", PlaceOptions(tmp_path)) as place:
        assert place.git.text("rev-list", "--count", place.tip) == "2"
    assert not ran.exists()


def test_a_hostile_commit_graph_is_not_believed(repository: GitBuilder, tmp_path: Path) -> None:
    for _ in range(3):
        repository.commit()
    repository.git("commit-graph", "write", "--reachable")
    graph = repository.git_dir / "objects" / "info" / "commit-graph"
    graph.chmod(0o600)
    graph.write_bytes(graph.read_bytes().replace(bytes.fromhex(repository.head()), b"\x01" * 20))
    assert opened(repository.path, tmp_path).tip == repository.head()


def test_a_local_repository_is_not_written_to(repository: GitBuilder, tmp_path: Path) -> None:
    repository.commit({"a": b"1\n"})
    repository.flush()

    def state() -> set[tuple[str, int, int]]:
        return {(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in repository.path.rglob("*")}

    before = state()
    opened(repository.path, tmp_path)
    assert state() == before


def test_a_clone_that_borrows_its_objects_and_a_linked_work_tree_are_read(
    repository: GitBuilder, tmp_path: Path
) -> None:
    tip = repository.commit({"a": b"1\n"})
    repository.git("clone", "--quiet", "--shared", str(repository.path), str(tmp_path / "borrower"))
    assert opened(tmp_path / "borrower", tmp_path).tip == tip
    repository.git("worktree", "add", "--quiet", "-b", "linked", str(tmp_path / "linked"))
    assert opened(tmp_path / "linked", tmp_path).tip == tip


@pytest.mark.parametrize("name", ['a "b" c', "a\nb", "a:b", "ä", "a\\b", "-a", "a'b$(touch x)"])
def test_a_path_with_odd_characters_is_read(tmp_path: Path, name: str) -> None:
    with GitBuilder(tmp_path / name / "x.git") as repository:
        tip = repository.commit()
    assert opened(tmp_path / name / "x.git", tmp_path).tip == tip


def test_the_default_branch_is_the_origins(repository: GitBuilder, tmp_path: Path) -> None:
    tip = repository.commit()
    repository.git("clone", "--quiet", str(repository.path), str(tmp_path / "clone"))
    clone = GitBuilder(tmp_path / "clone", bare=False)
    clone.commit(branch="feature", parents=[tip])
    clone.set_head("feature")
    assert opened(clone.path, tmp_path).tip == tip
    assert opened(clone.path, tmp_path, "feature").tip == clone.head("feature")
