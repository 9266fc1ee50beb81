"""The whole store, checked: what each area keeps, against the log and against its seals."""
