"""Text → a place: a folder, an issue, a discussion, a repository; publishing twice changes nothing."""
