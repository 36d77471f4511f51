"""Annotator: mark locations, actors, weapons and claims in conflict reports."""

__version__ = "0.1.0"
