"""WebSockets to decisions and back: sockets, sessions without I/O, and the runner between them."""
