"""The only SQL of the program: one project is one SQLite file."""
