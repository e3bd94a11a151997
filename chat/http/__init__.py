"""The HTTP side: the desk for teens, pages, documents, health."""
