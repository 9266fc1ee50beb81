"""Tests of the sealed files between posts."""
