"""The review of spans in the words around them."""
