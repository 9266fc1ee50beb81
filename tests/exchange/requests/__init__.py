"""Tests of requests, their legs and what moves them."""
