"""Coverage-guided fuzzing, run by hand: `atheris` is not among what the tests need."""
