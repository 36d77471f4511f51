"""The command line: one module per sub-command. Nothing here loads a window."""
