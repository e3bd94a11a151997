"""python-socketio with its Redis manager on uvicorn. Arguments: port, Redis URL."""

import sys
from typing import Any

import socketio
import uvicorn

PORT, REDIS = sys.argv[1:3]
server = socketio.AsyncServer(
    async_mode="asgi",
    client_manager=socketio.AsyncRedisManager(REDIS),
    transports=["websocket"],
    http_compression=False,
    logger=False,
)


@server.on("join")
async def join(sid: str, room: str) -> bool:
    await server.enter_room(sid, room)
    return True


@server.on("msg")
async def msg(sid: str, message: dict[str, Any]) -> Any:
    await server.emit("msg", message, room=message["room"], skip_sid=sid)
    return message["id"]


if __name__ == "__main__":
    app = socketio.ASGIApp(server)
    uvicorn.run(app, port=int(PORT), log_level="error", ws_per_message_deflate=False)
