"""The rule report on the screen."""
