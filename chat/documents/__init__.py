"""The wire as documents: TypeScript types, AsyncAPI, OpenAPI. All made from the same structs, none by hand."""
