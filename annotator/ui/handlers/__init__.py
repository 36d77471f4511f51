"""What each command does in the window: small functions, grouped by noun, found by command id."""
