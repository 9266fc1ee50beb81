"""The audit: exports of the log that anyone can verify, and their verification."""
