"""The working database: its schema, its migrations, what is written into it and counted in it."""
