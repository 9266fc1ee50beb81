"""Tests of what is pure in searching: folding, queries, matching."""
