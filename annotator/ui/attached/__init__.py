"""The attached project on the screen."""
