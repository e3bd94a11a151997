"""The form after a chat: versioned code lists, versioned definitions, checked answers."""
