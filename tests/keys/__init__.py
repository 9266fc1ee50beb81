"""Tests of `keys`: formats by their vectors, what is refused, what opens and what does not."""
