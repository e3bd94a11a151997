"""The application: gateway, worker and command line; the only package that knows routing and storage."""
