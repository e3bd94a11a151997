"""A desk's newest form, as a counsellor needs it after every chat: also while SQL is down."""

from chat.stale_cache import StaleCache
from storage.forms.definition import Form
from storage.store import Store


async def newest_form(cache: StaleCache, store: Store, desk: str) -> Form:
    """As stored now; while SQL is down the newest that this process knows of. Raises StoreDown when it knows none."""
    form: Form = await cache.get(f"form {desk}", lambda: store.forms.current(desk), kept_s=0)
    return form
