"""A small marketplace whose merchants show their business license before they may open a shop."""
