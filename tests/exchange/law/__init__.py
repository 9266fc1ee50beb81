"""The law's tests: tables whole, published examples, and a second way of counting as an oracle."""
