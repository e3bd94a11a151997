"""The demo: the whole service on one machine, with nothing left behind when it stops."""
