"""Django Channels with channels_redis pub/sub on uvicorn. Arguments: port, Redis URL."""

import sys
from typing import Any

import django
import uvicorn
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

PORT, REDIS = sys.argv[1:3]
LAYER = {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS]}}
settings.configure(CHANNEL_LAYERS={"default": LAYER}, SECRET_KEY="bench", ALLOWED_HOSTS=["*"])
django.setup()


class Room(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    async def connect(self) -> None:
        self.room = self.scope["url_route"]["kwargs"]["room"]
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    async def receive_json(self, content: dict[str, Any]) -> None:
        event = {"type": "relay", "sender": self.channel_name, "message": content}
        await self.channel_layer.group_send(self.room, event)
        await self.send_json({"ack": content["id"]})

    async def relay(self, event: dict[str, Any]) -> None:
        if event["sender"] != self.channel_name:
            await self.send_json(event["message"])


app = ProtocolTypeRouter({"websocket": URLRouter([path("<room>", Room.as_asgi())])})

if __name__ == "__main__":
    uvicorn.run(app, port=int(PORT), log_level="error", ws_per_message_deflate=False, lifespan="off")
