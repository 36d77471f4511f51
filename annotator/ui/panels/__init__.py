"""The panels beside the text."""
