"""Tests of exports and of their verification."""
