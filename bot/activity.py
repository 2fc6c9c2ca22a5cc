"""Reading activity: what GitHub's API tells of a repository since it was asked last, stored page by page.

One question tells whether there are news; without any, it is the only one. A reading that is cut off, by a limit or by
anything else, keeps what it has stored and goes on from there.
"""

from contextlib import closing

from bot.activity_people import read_memberships
from bot.activity_run import ActivityRead, ActivityReader, Counted, Run
from bot.activity_sources import read_commits, read_issues, read_pull_requests, read_releases
from bot.github_errors import GitHubError, NotFoundError, RateLimitedError
from bot.sources.github_repository import look
from bot.store.activity import write_state
from bot.store.readings import forget_activity, number_repository, place_repository

__all__ = ["ActivityRead", "ActivityReader", "read_activity"]


def read_activity(reader: ActivityReader, repository: str) -> ActivityRead:
    """Read what is new in a repository (owner/name). Raises BusyError where another reading of it runs.

    A limit, or a GitHub that cannot be reached, is no failure of it: what was read is kept, and `goes_on_at` or
    `problem` says why it stopped.
    """
    found = ActivityRead(repository)
    connection = reader.connect(repository)
    if connection is None:
        return found
    with closing(connection), reader.database.lock(f"activity of {repository}"):
        found.by = connection.name
        try:
            _read(reader, Counted(connection, found), found)
        except RateLimitedError as error:
            found.goes_on_at = error.until
        except NotFoundError:
            found.by = None  # it is not on GitHub, or hidden from us
        except GitHubError as error:
            found.problem = error
    return found


def _read(reader: ActivityReader, asking: Counted, found: ActivityRead) -> None:
    seen = look(asking, found.repository)
    repository_id, is_another = place_repository(reader.database, found.repository, seen.state)
    if is_another:
        forget_activity(reader.database, repository_id)
        with reader.database.writing() as connection:
            number_repository(connection, repository_id, seen.state.github_id)
    run = Run(reader, asking, found, repository_id)
    with reader.database.writing() as connection:
        write_state(connection, repository_id, seen.state, run.now)
    read_pull_requests(run, seen)
    read_issues(run, seen)
    read_releases(run, seen)
    read_commits(run)
    read_memberships(run, seen.state)
