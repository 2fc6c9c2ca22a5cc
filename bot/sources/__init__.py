"""The outside world → facts: one file a source, parsing (pure) above, fetching below. Git histories for now."""
