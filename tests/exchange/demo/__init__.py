"""Tests of the demo: its corpus, its timeline, what it makes and what it says."""
