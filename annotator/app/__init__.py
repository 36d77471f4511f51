"""Use cases without a screen: they join storage, formats and domain for the window and the command line."""
