"""What the program is about, in plain Python: nothing here knows of files, SQL or a screen."""
