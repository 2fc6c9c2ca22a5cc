"""What readers see, from values alone: no database, no network, no clock."""
