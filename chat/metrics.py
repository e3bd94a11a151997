"""The figures of this process. No label names a chat, a teen or a member of staff."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # they would date the first of each
REGISTRY = CollectorRegistry()
CLOSED = Counter("hearline_closed_total", "WebSockets closed by this side", ["code"], registry=REGISTRY)
REFUSED = Counter("hearline_refused_total", "WebSockets refused before accept", registry=REGISTRY)
BAD_FRAMES = Counter("hearline_bad_frames_total", "Frames that could not be read", ["code"], registry=REGISTRY)
UNSTAMPED = Counter("hearline_unstamped_total", "Entries in a log that no gateway took", registry=REGISTRY)
JOINS = Counter("hearline_joins_total", "Requests for a chat", ["outcome"], registry=REGISTRY)
LAG = Gauge("hearline_loop_lag_seconds", "How late the event loop was when it was last asked", registry=REGISTRY)
OFFERS = Counter(
    "hearline_offers_total",
    "Offers shown to a counsellor, by how long the teen had waited",
    ["waited"],
    registry=REGISTRY,
)
DELIVERY = Histogram(
    "hearline_delivery_seconds",
    "A write and a notice by way of Redis, of nobody's words",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
    registry=REGISTRY,
)
UNDELIVERED = Counter("hearline_undelivered_total", "Such writes or notices that did not come", registry=REGISTRY)
