"""What is known before looking: organizations, upstreams, automation and mail providers, and look-ups in them."""

from bot.registry.load import BUILT_IN, load_registry
from bot.registry.lookup import DomainClaim, Registry

__all__ = ["BUILT_IN", "DomainClaim", "Registry", "load_registry"]
