"""How good suggestions are, on the screen."""
