"""A commit as rows of the tables: its columns, its authors and its other trailers."""

from bot.facts import CommitSeen, PersonSeen

COMMIT_COLUMNS = (
    "id", "repository_id", "sha", "is_merge", "committer_id", "authored_at", "zone", "committed_at", "date_is_absurd",
    "files", "lines_added", "lines_deleted", "lines_counted", "documentation_only", "bulk", "sync", "is_revert",
    "reverts_sha", "reverts_number", "ai_marked", "bot_number", "profile",
)  # fmt: skip
# What may be read otherwise at another time: what was missing, and what the registry's rules decide.
REREAD_COLUMNS = (
    "files", "lines_added", "lines_deleted", "lines_counted", "documentation_only", "bulk", "sync", "is_revert",
    "reverts_sha", "reverts_number", "ai_marked", "bot_number",
)  # fmt: skip


def commit_values(commit: CommitSeen, accounts: dict[PersonSeen, int]) -> tuple[object, ...]:
    """Give the columns from the sha to the merge bot's number."""
    return (
        commit.sha, commit.is_merge, accounts[commit.committer], commit.authored_at, commit.zone, commit.committed_at,
        commit.date_is_absurd, commit.files, commit.lines_added, commit.lines_deleted, commit.lines_counted,
        commit.documentation_only, commit.bulk, commit.sync, commit.is_revert, commit.reverts_sha,
        commit.reverts_number, commit.ai_marked, commit.bot_number,
    )  # fmt: skip


def add_people(
    commit: CommitSeen,
    commit_id: int,
    accounts: dict[PersonSeen, int],
    authors: list[tuple[int, int, int]],
    trailers: list[tuple[int, int, str]],
) -> None:
    """Add a commit's authors, each once however often named, and its other trailers."""
    author = accounts[commit.author]
    authors.append((commit_id, author, 0))
    if not commit.trailers:
        return
    written = {author}
    others: set[tuple[int, str]] = set()
    for trailer in commit.trailers:
        account = accounts[trailer.person]
        if trailer.key == "co-authored-by":
            if account not in written:
                written.add(account)
                authors.append((commit_id, account, 1))
        elif (account, trailer.key) not in others:
            others.add((account, trailer.key))
            trailers.append((commit_id, account, trailer.key))
