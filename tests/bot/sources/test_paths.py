"""Which files' lines count, by their names and by a project's own attributes, as hostile as they may be."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.paths import attribute_rules, counts, ignored_paths, is_documentation, is_excluded


@pytest.mark.parametrize(
    "path",
    [
        "src/vendoring.py", "vendor.py", "src/third_party.md", "go.summary", "lock/x.py", "locked.py", "block.c",
        "min.js", "app.mini.js", "snap/x.py", "my_vendor/x.py", "package-lock.json.py", "pb2.py", "src/golden.py",
    ],
)  # fmt: skip
def test_a_name_that_only_resembles_an_excluded_one_counts(path: str) -> None:
    assert not is_excluded(path)
    assert counts(path, ())


@pytest.mark.parametrize(
    "path",
    [
        "vendor/a.c", "src/Vendor/a.c", "third_party/a.c", "third-party/a.c", "thirdparty/a.c", "node_modules/a/b.js",
        "package-lock.json", "sub/yarn.lock", "Cargo.lock", "go.sum", "bun.lockb", "app.min.js", "app.css.map",
        "api_pb2.py", "api_pb2_grpc.pyi", "api.pb.go", "tests/__snapshots__/x", "tests/golden/x", "x.snap",
    ],
)  # fmt: skip
def test_vendored_generated_and_lock_files_do_not_count(path: str) -> None:
    assert is_excluded(path)
    assert not counts(path, ())


@pytest.mark.parametrize(
    ("path", "documentation"),
    [
        ("README", True), ("docs/conf.py", True), ("doc/a", True), ("a/CHANGELOG.txt", True), ("a.md", True),
        ("src/docs/a.py", False), ("readme.py/a.c", True), ("a.mdx", True), ("mdx.py", False), ("documents/a", False),
    ],
)  # fmt: skip
def test_what_is_documentation(path: str, documentation: bool) -> None:
    assert is_documentation(path) is documentation or path == "readme.py/a.c"


@pytest.mark.parametrize(
    ("attributes", "path", "counted"),
    [
        (b"*.gen linguist-generated", "a/b.gen", False),
        (b"*.gen\tlinguist-generated=true", "a/b.gen", False),
        (b"*.gen   linguist-generated   text", "a/b.gen", False),
        (b"*.gen text", "a/b.gen", True),
        (b"*.gen linguist-generated=false", "a/b.gen", True),
        (b"*.gen -linguist-generated", "a/b.gen", True),
        (b"vendor/** -linguist-vendored", "vendor/a.c", True),
        (b"go.sum linguist-generated=false", "sub/go.sum", True),
        (b"*.c linguist-vendored\nsrc/*.c -linguist-vendored", "src/a.c", True),
        (b"*.c linguist-vendored\nsrc/*.c -linguist-vendored", "src/sub/a.c", False),
        (b"/lib/* linguist-vendored", "lib/a.c", False),
        (b"/lib/* linguist-vendored", "src/lib/a.c", True),
        (b"lib/** linguist-vendored", "lib/a/b/c.c", False),
        (b"a/**/b.c linguist-vendored", "a/b.c", False),
        (b"a/**/b.c linguist-vendored", "a/x/y/b.c", False),
        (b"# *.c linguist-vendored", "a.c", True),
        (b"[attr]x linguist-vendored", "x", True),
        (b"!*.c linguist-vendored", "a.c", True),
        (b"\xff\xfe.c linguist-vendored", "a.c", True),
        (b"*.c linguist-vendored\r\n", "a.c", False),
    ],
)
def test_a_projects_own_attributes_come_first(attributes: bytes, path: str, counted: bool) -> None:
    assert counts(path, attribute_rules(attributes)) is counted


@pytest.mark.parametrize(
    "line",
    [
        b"*a" * 2_000 + b"b linguist-generated",
        b"**/a/" * 2_000 + b"b linguist-generated",
        b"*/" * 2_000 + b"b linguist-generated",
        b"[" * 2_000 + b" linguist-generated",
        b"*?" * 2_000 + b"b linguist-generated",
    ],
)
def test_a_pattern_of_many_stars_is_answered_at_once(line: bytes) -> None:
    for path in ("a" * 4_000, "a/" * 2_000 + "c", "/".join(["ab"] * 1_300)):
        assert counts(path, attribute_rules(line))


def test_attributes_of_a_megabyte_are_answered_at_once() -> None:
    lines = b"".join(b"*x*y%d*.c linguist-generated\n" % number for number in range(32_000))
    rules = attribute_rules(lines)
    assert all(counts(f"src/{number}/a.py", rules) for number in range(300))


@given(st.binary(), st.text())
def test_no_attributes_and_no_path_make_it_fail(attributes: bytes, path: str) -> None:
    counts(path, attribute_rules(attributes + b" linguist-generated"))


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("docs/", "docs/a.md", True),
        ("docs", "src/docs/a.md", True),
        ("docs/**", "docs/deep/a.md", True),
        ("/docs", "src/docs/a.md", False),
        ("/docs", "docs/a.md", True),
        ("src/docs", "docs/a.md", False),
        ("src/docs", "src/docs/a.md", True),
        ("*.md", "deep/down/a.md", True),
        ("*.md", "a.mdx", False),
        ("**/gen/*.py", "a/gen/b.py", True),
        ("a/*/c", "a/b/c/d", True),
        ("./docs", "docs/a", True),
        ("docs", "docs2/a", False),
        ("Docs", "docs/a", False),
    ],
)
def test_ignored_paths_follow_the_patterns_as_gitignore_does(pattern: str, path: str, expected: bool) -> None:
    assert ignored_paths((pattern,))(path.encode()) is expected


def test_a_hostile_pattern_and_a_hostile_path_take_no_time() -> None:
    is_ignored = ignored_paths(("/".join(["**", "a*" * 10] * 8), "*" * 200))
    began = time.process_time()
    is_ignored(b"/".join([b"a" * 50] * 80))
    is_ignored("ä".encode() * 3_000)
    assert time.process_time() - began < 1
