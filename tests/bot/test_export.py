"""The operator's export of credits: its columns and their order are a promise, and nobody's name runs in a sheet."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import cast

import pytest
from counting import ACME, KIT, Counting
from git_builder import GitBuilder
from giveback_runner import Giveback
from small_world import Scanned, over

from bot.collect import collect
from bot.export import export_credits
from bot.registry import Registry
from demo.fast_import import run_git

HEADER = "repository,sha,person,organization,rule,confidence,share,landed_at,role,organization_id,change"
Row = dict[str, str]


@pytest.fixture
def rows(full_deployment: Giveback) -> list[Row]:
    out = full_deployment("export", "credits", "--format", "csv").out
    assert out.splitlines()[0] == HEADER
    return list(csv.DictReader(out.splitlines()))


def commits(rows: list[Row]) -> Iterator[list[Row]]:
    for _, group in groupby(rows, key=lambda row: (row["repository"], row["sha"])):
        yield list(group)


def logged(full: Scanned, name: str, form: str, *options: str) -> list[str]:
    return (
        run_git(full.repositories[name], "log", f"--format={form}", *options, "main")
        .decode("utf8", "replace")
        .split("\n")[:-1]
    )


def test_nothing_scanned_is_a_header_alone(deployment: Giveback) -> None:
    assert deployment("export", "credits").out == HEADER + "\n"


def test_each_human_author_has_a_row_and_the_commits_author_is_last(rows: list[Row]) -> None:
    for group in commits(rows):
        roles = [row["role"] for row in group]
        assert roles.count("author") <= 1 + len(group) - len({row["person"] for row in group})
        assert "author" not in roles[: roles.index("author")] if "author" in roles else True
        if "author" in roles:
            assert roles[-1] == "author"
        assert set(roles) <= {"author", "co-author"}


def test_the_shares_of_a_commit_sum_to_one(rows: list[Row]) -> None:
    for group in commits(rows):
        assert sum(Decimal(row["share"]) for row in group) == pytest.approx(1, abs=Decimal("0.00001"))


def test_merges_bots_agents_and_services_are_left_out(rows: list[Row], full: Scanned) -> None:
    exported = {row["sha"] for row in rows}
    people = {row["person"] for row in rows}
    assert not any("[bot]" in person or ("quill.example" in person and "noreply" in person) for person in people)
    assert "releases@acme.example" not in people
    assert not {f"github:{1_900_000_000 + number}" for number in (900, 901, 902)} & people
    for name in full.repositories:
        assert not exported & set(logged(full, name, "%H", "--merges"))
    only_bots = set(logged(full, "acme/tensorkit", "%H", "--author=patchbot"))
    assert only_bots
    assert not exported & only_bots


def test_every_ordinary_commit_is_there(rows: list[Row], full: Scanned) -> None:
    harrow = {row["sha"] for row in rows if row["repository"] == "commons/harrow"}
    authors = dict(line.split(" ", 1) for line in logged(full, "commons/harrow", "%H %ae", "--no-merges"))
    automation = {sha for sha, author in authors.items() if "[bot]" in author or author == "releases@acme.example"}
    assert harrow >= set(authors) - automation


def test_who_is_known_has_the_registrys_name_and_who_is_not_has_none(rows: list[Row]) -> None:
    by_id = {row["organization_id"]: row["organization"] for row in rows if row["organization_id"]}
    assert by_id["acme"] == "Acme Compute"
    assert by_id["natlab"] == "Norland National Laboratory"
    unknown = [row for row in rows if not row["organization"]]
    assert unknown
    assert {(row["rule"], row["confidence"], row["organization_id"]) for row in unknown} == {("", "", "")}
    assert {row["confidence"] for row in rows if row["rule"] == "mail-domain"} == {"0.9"}


def test_independents_are_marked_and_are_no_organization(rows: list[Row]) -> None:
    independents = [row for row in rows if row["organization"] == "*independent"]
    assert independents
    assert {row["organization_id"] for row in independents} == {""}
    assert {row["rule"] for row in independents} <= {"registry-address", "registry-login"}


def test_a_change_is_its_number_or_its_commit(rows: list[Row]) -> None:
    for row in rows:
        assert row["change"].isdigit() or row["change"] == row["sha"]
    assert any(row["change"].isdigit() for row in rows)
    same = Counter(row["change"] for row in rows if row["repository"] == "acme/tensorkit" and row["role"] == "author")
    assert 3 in same.values()


def test_times_are_utc_and_rows_are_in_order(rows: list[Row]) -> None:
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", row["landed_at"]) for row in rows)
    order = [(row["repository"], row["sha"]) for row in rows]
    assert order == sorted(order)


def test_an_export_twice_is_the_same(full_deployment: Giveback, rows: list[Row]) -> None:
    again = full_deployment("export", "credits").out
    assert list(csv.DictReader(again.splitlines())) == rows


def test_a_person_or_organization_that_looks_like_a_formula_is_a_text(rows: list[Row]) -> None:
    assert {row["organization"] for row in rows if row["organization_id"] == "zeta"} == {"Zeta <b>& Söhne</b> | =1+1"}
    for row in rows:
        assert not any(value.startswith(("=", "+", "-", "@", "\t")) for value in row.values())


def test_hostile_addresses_stay_in_their_cell(deployment: Giveback, tmp_path: Path) -> None:
    hostile = [
        b"=1+1@evil.example",
        b"@evil.example",
        b"-2+3@evil.example",
        b'a","b@evil.example',
        b"x\x1b[31m\r@evil.example",
        b"",
    ]
    builder = GitBuilder(tmp_path / "hostile")
    for place, address in enumerate(hostile):
        builder.commit_literally(
            {"a": b"%d" % place}, author=b"=cmd|' /C calc'!A0 <" + address + b"> %d +0000" % (1_704_067_200 + place)
        )
    deployment("scan", builder.path, "--as", "me/engine")
    out = deployment("export", "credits").out
    assert "\x1b" not in out
    assert "\r" not in out
    found = list(csv.DictReader(out.splitlines()))
    assert len(found) == len(hostile)
    assert all(len(row) == len(HEADER.split(",")) and None not in row.values() for row in found)
    assert not any(row["person"].startswith(("=", "+", "-", "@")) for row in found)


def test_the_databases_give_the_same_export(
    small: Scanned, deployment: Giveback, postgres_address: str, tmp_path: Path
) -> None:
    builder = GitBuilder(tmp_path / "many")
    trailers = "\n".join(f"Co-authored-by: X <{word}@acme.example>" for word in ("ab", "a-z", "a.b", "a_c", "aa", "ä"))
    builder.commit({"a": b"1"}, message=f"Work together\n\n{trailers}")
    over(small, deployment)
    exports = []
    for address in (deployment.database, postgres_address):
        deployment.database = address
        deployment("scan", builder.path, "--as", "acme/tensorkit")
        exports.append([line for line in deployment("export", "credits").out.splitlines() if builder.head() in line])
    assert len(exports[0]) == 7
    assert exports[0] == exports[1]


def test_a_project_that_was_scanned_under_its_former_name_too_is_exported_once(counting: Counting) -> None:
    class KnowingNoMove:
        """The registry as it was before it knew that the project had moved."""

        def __getattr__(self, name: str) -> object:
            return getattr(counting.registry, name)

        def upstream_name(self, name: str) -> str:
            return name

    counting.lands("2026-07-01", ACME, repository=KIT)
    collect(
        replace(counting.collector, registry=cast("Registry", KnowingNoMove())),
        str(counting.builders[KIT].path),
        "lee/kit",
    )
    counting.lands("2026-07-02", ACME, repository=KIT)
    counting.scan()
    rows = list(csv.reader(export_credits(counting.database, counting.registry)))[1:]
    assert [row[0] for row in rows] == [KIT, KIT]
