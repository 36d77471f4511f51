"""The claims ledger on the screen."""
