"""What people may ask for in a comment: one file a command, parsing and running apart."""
