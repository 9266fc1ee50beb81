"""The law as data: limits, refusal grounds, handling; rows with sources, and pure functions over them."""
