"""Near duplicates on the screen."""
