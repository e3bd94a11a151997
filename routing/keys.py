"""Every key and channel name, made here alone."""


def gateway_channel(gateway: str) -> str:
    """Wake-ups for one gateway process."""
    return f"gw:{gateway}"


def chat_meta(chat: str) -> str:
    """Hash: what a chat's log knows beside its entries."""
    return f"{{chat:{chat}}}:meta"


def chat_log(chat: str) -> str:
    """Stream: a chat's entries, ids `<seq>-0`."""
    return f"{{chat:{chat}}}:log"
