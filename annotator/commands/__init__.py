"""The one table of commands, the chords that call them, and the machine that reads key presses."""
