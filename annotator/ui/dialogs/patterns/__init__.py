"""The user's patterns in a dialog."""
