"""Tables of the whole house: the built front end, as each release left it."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Code, Seconds


class PageFileRow(Base):
    """A file that a page of this build or of an earlier one asks for."""

    __tablename__ = "page_file"
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    seal: Mapped[Code]
    released: Mapped[Seconds]
