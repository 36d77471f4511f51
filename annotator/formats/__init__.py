"""Bytes to domain records and back, one module per format."""
