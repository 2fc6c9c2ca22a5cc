"""Routes about the service itself: limits and addresses."""

from tests.github.answers import Answer
from tests.github.routing import Call, Route


def rate_limit(call: Call) -> Answer:
    """What is left of each limit; asking costs nothing."""
    limits = call.github.limits
    core = limits.bucket(call.caller, "core").told()
    resources = {
        "core": core,
        "graphql": limits.bucket(call.caller, "graphql").told(),
        "search": core,
        "integration_manifest": limits.bucket(call.caller, "integration_manifest").told(),
    }
    return Answer({"resources": resources, "rate": core}, headers=limits.bucket(call.caller, "core").headers())


def meta(call: Call) -> Answer:
    """Where deliveries come from, among others."""
    return Answer(
        {
            "verifiable_password_authentication": False,
            "hooks": ["127.0.0.0/8"],
            "web": ["127.0.0.0/8"],
            "api": ["127.0.0.0/8"],
            "git": ["127.0.0.0/8"],
        }
    )


ROUTES = (Route("GET", "/rate_limit", rate_limit, free=True), Route("GET", "/meta", meta))
