"""Durable truth, in SQL: anonymous records, staff, replies, resources, hours, audit."""

from storage.store import Store, open_store

__all__ = ["Store", "open_store"]
