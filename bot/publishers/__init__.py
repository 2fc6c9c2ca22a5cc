"""Text → a place: today a folder; publishing twice changes nothing."""
