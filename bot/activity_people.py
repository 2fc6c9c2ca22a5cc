"""Reading who is shown in public as a member of the organizations that matter for a repository; each once a week."""

import re

from bot.activity_run import Run
from bot.facts import RepositoryStateSeen
from bot.github_errors import NotFoundError
from bot.sources.github_members import read_members
from bot.store.actors import companies_that_mention, last_listed, write_members

_WEEK = 7 * 86_400
_MOST_AT_ONCE = 5
_MENTION = re.compile(r"@([A-Za-z0-9][A-Za-z0-9-]{0,38})(?![A-Za-z0-9-])")


def read_memberships(run: Run, state: RepositoryStateSeen) -> None:
    """List the public members of the repository's organization and of those in the registry that profiles name.

    A handful at once, or one where there was no other news; those that were never listed, or longest ago, first: the
    others follow with the next readings.
    """
    wanted = organizations_named(run) | _owner(state)
    with run.database.reading() as connection:
        listed = last_listed(connection)
    due = sorted((at, each) for each in wanted if (at := listed.get(each, 0)) < run.now - _WEEK)
    has_news = run.found.questions > 1
    for _, organization in due[: _MOST_AT_ONCE if has_news else 1]:
        try:
            seen = read_members(run.asking, organization)
        except NotFoundError:  # it was renamed, or is a user: nobody is a member
            seen = []
        with run.database.writing() as connection:
            run.found.memberships += write_members(connection, organization, seen, run.now)


def _owner(state: RepositoryStateSeen) -> set[str]:
    return {state.name.partition("/")[0].lower()} if state.owner_is_organization else set()


def organizations_named(run: Run) -> set[str]:
    """Give the organizations of the registry, by their logins in lower case, that somebody's profile names."""
    known = {login.lower() for entry in run.reader.registry.organizations.values() for login in entry.github}
    with run.database.reading() as connection:
        companies = companies_that_mention(connection)
    return {login.lower() for company in companies for login in _MENTION.findall(company)} & known
