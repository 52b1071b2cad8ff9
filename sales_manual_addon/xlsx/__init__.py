"""Workbooks in and out, without the ORM: bytes or pasted text to rows, rows to bytes."""
