"""Where facts are kept: SQLite or PostgreSQL, the tables in them, writing, reading, and the ledger's joins."""
