"""How an account stands to a repository: what it may do there, and what GitHub says of it beside its comments."""

from tests.github.state import Account, Repository

ORDER = ("none", "read", "triage", "write", "maintain", "admin")


def permission(repository: Repository, account: Account | None) -> str:
    """What an account may do: admin, maintain, write, triage, read or none."""
    levels = ["none" if repository.private else "read"]
    if account is not None:
        levels.append(repository.collaborators.get(account.id, "none"))
        membership = repository.owner.members.get(account.id)
        if account is repository.owner or (membership and membership.role == "admin"):
            levels.append("admin")
        elif membership:
            levels.append("read")
    return max(levels, key=ORDER.index)


def association(repository: Repository, account: Account) -> str:
    """The `author_association`. As on GitHub it is wrong for private members: they are strangers to it."""
    membership = repository.owner.members.get(account.id)
    if account is repository.owner:
        return "OWNER"
    if membership and membership.public:
        return "MEMBER"
    if account.id in repository.collaborators:
        return "COLLABORATOR"
    return "CONTRIBUTOR" if account.id in repository.contributors else "NONE"
