"""What is searched and how it is asked: folding, queries, matching; pure functions over text."""
