"""Suggestions: what a machine proposes and a person decides."""
