"""Tests of `keys.age`."""
