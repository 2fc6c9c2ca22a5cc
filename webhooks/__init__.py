"""How the world comes in over HTTP: today the scorecard's pages, read live."""
