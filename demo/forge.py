"""The made-up GitHub of the demo: the stand-in, filled with the made-up world.

The repositories are served as they lie in the world's folder; accounts, pull requests, reviews and issues are put
beside them as they would be on GitHub.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from demo.fast_import import create_repository
from demo.history import Pull
from demo.landing import MAINTAINERS
from demo.past import Talk, Verdict, Word, past
from demo.people import BOTS, PEOPLE, ROSTER, Person
from demo.world import World
from tests.github.stand_in import StandIn
from tests.github.state import Account, Repository
from tests.github.verbs_past import Reviewed, Said

TEAMS = {"acme": "Acme Compute", "borealis": "Borealis Systems", "commons": "Open Commons", "granite": "Granite"}
"""Organizations whose people are members in public, every second of them, and what the organizations are called."""
_LICENCES = {"commons/harrow": "MIT", "granite/graniteml": "BSD-3-Clause", "lantern/evalbench": "MIT",
             "borealis/pebble": "MPL-2.0"}  # fmt: skip


def fill(github: StandIn, world: World, seed: int = 7) -> None:
    """Put the world on a GitHub that holds nothing yet."""
    for person in (*PEOPLE, *BOTS):
        _account(github, person)
    for name, path in world.repositories.items():
        owner = name.partition("/")[0]
        maintainer = account(github, MAINTAINERS[name])
        organization = github.organization(owner, owner=maintainer, name=TEAMS.get(owner))
        for place, person in enumerate(ROSTER.get(owner, ())):
            member = account(github, person)
            if owner in TEAMS and member.id not in organization.members:
                github.member(organization, member, public=place % 2 == 0)
        repository = github.repository(name, git=path, license=_LICENCES.get(name, "Apache-2.0"))
        github.collaborator(repository, maintainer, "admin")
        _fill(github, repository, world.pulls[name], seed)


def scorecard_token(github: StandIn, folder: Path, name: str) -> str:
    """Make an operator's repository for scorecards, with a README alone, and give the operator's token for it."""
    owner, _, short = name.partition("/")
    operator = github.web_user
    github.organization(owner, owner=operator)
    path = folder / "repositories" / owner / f"{short}.git"
    create_repository(path)
    repository = github.repository(name, git=path, description="A scorecard a month, as files, pages and releases")
    github.collaborator(repository, operator, "admin")
    github.push(repository, {"README.md": "# Scorecards\n"}, "First commit", user=operator)
    return github.token(operator)


def account(github: StandIn, person: Person) -> Account:
    """Somebody's account."""
    return github.user(person.login)


def _account(github: StandIn, person: Person) -> None:
    made = github.user(person.login, id=person.number, name=person.shown_name, addresses=person.addresses)
    if person in BOTS:
        made.type = "Bot"


def _fill(github: StandIn, repository: Repository, pulls: Sequence[Pull], seed: int) -> None:
    for talk in past(repository.full_name, pulls, seed):
        user, opened = github.user(talk.login), moment(talk.opened_at)
        closed_by = github.user(talk.closed_by) if talk.closed_by is not None else None
        closed_at = moment(talk.closed_at) if talk.closed_at is not None else None
        said = [_said(github, word) for word in talk.comments]
        if talk.pull is None and not talk.is_pull:
            github.past_issue(
                repository, talk.title, user=user, at=opened, number=talk.number, closed_at=closed_at,
                closed_by=closed_by, comments=said,
            )  # fmt: skip
            continue
        made = github.past_pull_request(
            repository, talk.title, user=user, at=opened, number=talk.number, comments=said,
            closed_at=closed_at, closed_by=closed_by,
            reviews=[_reviewed(github, verdict) for verdict in talk.reviews],
            merged_at=closed_at if talk.pull else None, merged_by=closed_by,
            merge_commit_sha=talk.pull.landed_as if talk.pull else None, head=f"topic-{talk.number}",
        )  # fmt: skip
        assert made.pull is not None
        made.pull.authored_at = [moment(_first_written(talk))]


def _first_written(talk: Talk) -> int:
    return min(talk.opened_at, talk.pull.began) if talk.pull and talk.pull.began > 0 else talk.opened_at


def _said(github: StandIn, word: Word) -> Said:
    return Said(github.user(word.login), word.text, moment(word.at))


def _reviewed(github: StandIn, verdict: Verdict) -> Reviewed:
    return Reviewed(github.user(verdict.login), verdict.state, moment(verdict.at), verdict.text, verdict.inline)


def moment(seconds: int) -> dt.datetime:
    """A time, aware, UTC."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
