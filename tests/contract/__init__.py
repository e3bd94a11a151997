"""What others rely on: frames, documents, generated files, tables."""
