"""The figures of this process. No label names a chat, a teen or a member of staff."""

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()
FRAMES_IN = Counter("hearline_frames_in_total", "Frames received", registry=REGISTRY)
FRAMES_OUT = Counter("hearline_frames_out_total", "Frames sent", registry=REGISTRY)
CLOSED = Counter("hearline_closed_total", "WebSockets closed by this side", ["code"], registry=REGISTRY)
REFUSED = Counter("hearline_refused_total", "WebSockets refused before accept", registry=REGISTRY)
BAD_FRAMES = Counter("hearline_bad_frames_total", "Frames that could not be read", ["code"], registry=REGISTRY)
JOINS = Counter("hearline_joins_total", "Requests for a chat", ["outcome"], registry=REGISTRY)
APPEND_S = Histogram(
    "hearline_append_seconds",
    "From a frame to its place in the log",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
    registry=REGISTRY,
)
