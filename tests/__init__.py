"""The tests of Annotator; ``python3 -m tests`` sets up what they need and runs them."""
