"""What is generated into `docs/`: worked examples, the table of operations, the page of errors."""
