"""Qt models over what `app` keeps; no widgets."""
