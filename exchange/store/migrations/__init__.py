"""Schema versions, through Alembic; the newest is `REVISION`, compared by SQL before Alembic is loaded."""
