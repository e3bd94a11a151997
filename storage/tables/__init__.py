"""All tables, typed. `metadata` is what the migrations must arrive at."""

from storage.tables import desk, house, records, staff
from storage.tables.base import Base

metadata = Base.metadata

__all__ = ["Base", "desk", "house", "metadata", "records", "staff"]
