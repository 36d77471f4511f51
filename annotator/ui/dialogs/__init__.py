"""Dialogs: each can be worked with the keyboard alone; Enter does what it is for, Esc leaves it."""
