"""The fictional world of `make demo`: companies and people that do not exist, in git repositories that do."""
