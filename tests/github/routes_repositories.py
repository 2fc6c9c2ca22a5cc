"""Routes of repositories themselves, and of who may do what in them."""

from tests.github.answers import Answer, not_found
from tests.github.association import permission
from tests.github.json_accounts import simple_user
from tests.github.json_repositories import permission_flags, whole_repository
from tests.github.routing import Call, Route

_COARSE = {"maintain": "write", "triage": "read"}


def get_repository(call: Call) -> Answer:
    """A repository."""
    repository = call.repository
    mine = permission(repository, call.caller.user) if call.caller.user else None
    told = whole_repository(call.urls, repository, call.github.forks(repository), mine)
    return Answer(told, updated_at=repository.updated_at)


def collaborator_permission(call: Call) -> Answer:
    """What somebody may do here. Only who is installed here, or may write here, is told."""
    user = call.github.world.account(call.parameters["login"])
    if user is None:
        raise not_found()
    role = permission(call.repository, user)
    told = {
        **simple_user(call.urls, user),
        "email": user.email,
        "name": user.name,
        "permissions": permission_flags(role),
        "role_name": role,
    }
    return Answer({"permission": _COARSE.get(role, role), "role_name": role, "user": told})


ROUTES = (
    Route("GET", "/repos/<owner>/<repo>", get_repository),
    Route(
        "GET",
        "/repos/<owner>/<repo>/collaborators/<login>/permission",
        collaborator_permission,
        ("metadata:here",),
    ),
)
