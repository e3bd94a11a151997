"""Takes a snapshot of a live desk: all its hashes and sorted sets at one moment."""

import json

from redis.asyncio import Redis

from routing import keys
from tests.faults.races import Snapshot

DUMP = """
local out = {}
for _, key in ipairs(redis.call('KEYS', ARGV[1] .. ':*')) do
  local kind, flat = redis.call('TYPE', key).ok, nil
  if kind == 'hash' then flat = redis.call('HGETALL', key)
  elseif kind == 'zset' then flat = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end
  if flat then out[string.sub(key, #ARGV[1] + 2)] = flat end
end
return cjson.encode(out)
"""


async def snapshot(redis: Redis, desk: str) -> Snapshot:
    """`redis` decodes its replies."""
    dump = json.loads(await redis.eval(DUMP, 0, keys.tag(desk)))  # type: ignore[misc]
    return Snapshot({name: dict(zip(flat[::2], flat[1::2], strict=True)) for name, flat in dump.items() if flat})
