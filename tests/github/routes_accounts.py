"""Routes of people and organizations."""

from tests.github.answers import Answer, RefusedError, not_found
from tests.github.json_accounts import organization_full, public_user, simple_user
from tests.github.routing import Call, Route
from tests.github.state import Account


def get_user(call: Call) -> Answer:
    """A profile."""
    return _profile(call, call.github.world.account(call.parameters["login"]))


def get_user_by_id(call: Call) -> Answer:
    """A profile, by the id that stays."""
    return _profile(call, call.github.world.accounts.get(call.parameters["account_id"]))


def get_organization(call: Call) -> Answer:
    """An organization."""
    found = _organization(call)
    return Answer(organization_full(call.urls, found, _public(call, found)), updated_at=found.updated_at)


def list_public_members(call: Call) -> Answer:
    """Members who show that they are."""
    found = _organization(call)
    members = [call.github.world.accounts[each] for each, how in sorted(found.members.items()) if how.public]
    return call.page(members, lambda each: simple_user(call.urls, each))


def is_public_member(call: Call) -> Answer:
    """204 for somebody who shows to be a member, 404 for everybody else."""
    found, user = _organization(call), call.github.world.account(call.parameters["member"])
    membership = found.members.get(user.id) if user else None
    if membership is None or not membership.public:
        raise not_found()
    return Answer(None, 204)


def is_member(call: Call) -> Answer:
    """204 for a member; hidden members are only seen with `members:read`, and by their like."""
    found, user = _organization(call), call.github.world.account(call.parameters["member"])
    membership = found.members.get(user.id) if user else None
    asking = call.caller.user
    within = call.caller.installation is not None and call.caller.installation.account is found
    insider = (asking and asking.id in found.members) or (within and call.caller.granted("members", "read"))
    if membership is None or not (membership.public or insider):
        raise not_found()
    return Answer(None, 204)


def get_authenticated_user(call: Call) -> Answer:
    """Whose token it is."""
    if call.caller.user is None:
        refused = call.caller.installation is not None
        raise (
            RefusedError(403, "Resource not accessible by integration")
            if refused
            else RefusedError(401, "Requires authentication")
        )
    return _profile(call, call.caller.user)


def _profile(call: Call, account: Account | None) -> Answer:
    if account is None:
        raise not_found()
    return Answer(public_user(call.urls, account, _public(call, account)), updated_at=account.updated_at)


def _organization(call: Call) -> Account:
    found = call.github.world.account(call.parameters["login"])
    if found is None or found.type != "Organization":
        raise not_found()
    return found


def _public(call: Call, account: Account) -> int:
    return sum(each.owner is account and not each.private for each in call.github.world.repositories.values())


ROUTES = (
    Route("GET", "/user", get_authenticated_user),
    Route("GET", "/user/<int:account_id>", get_user_by_id),
    Route("GET", "/users/<login>", get_user),
    Route("GET", "/orgs/<login>", get_organization),
    Route("GET", "/orgs/<login>/public_members", list_public_members),
    Route("GET", "/orgs/<login>/public_members/<member>", is_public_member),
    Route("GET", "/orgs/<login>/members/<member>", is_member),
)
