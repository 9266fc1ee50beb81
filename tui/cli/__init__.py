"""The `exchange` command: one module a noun, filled only when named; `report` alone prints.

Nothing here imports SQL, cryptography or pydantic at its top: help and version must answer at once.
"""
