"""The map of linked places."""
