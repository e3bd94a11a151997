"""The figures of this process. No label names a chat, a teen or a member of staff."""

from prometheus_client import CollectorRegistry, Counter, Gauge

REGISTRY = CollectorRegistry()
CLOSED = Counter("hearline_closed_total", "WebSockets closed by this side", ["code"], registry=REGISTRY)
REFUSED = Counter("hearline_refused_total", "WebSockets refused before accept", registry=REGISTRY)
BAD_FRAMES = Counter("hearline_bad_frames_total", "Frames that could not be read", ["code"], registry=REGISTRY)
UNSTAMPED = Counter("hearline_unstamped_total", "Entries in a log that no gateway took", registry=REGISTRY)
JOINS = Counter("hearline_joins_total", "Requests for a chat", ["outcome"], registry=REGISTRY)
LAG = Gauge("hearline_loop_lag_seconds", "How late the event loop was at its last beat", registry=REGISTRY)
