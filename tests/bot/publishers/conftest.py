from published_world import world

__all__ = ["world"]
