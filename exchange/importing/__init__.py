"""Files that requests are imported from: what they hold, line by line, whatever wrote them."""
