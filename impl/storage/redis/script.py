"""Lua scripts, which Redis keeps by their digest."""

import hashlib
from pathlib import Path
from typing import Any

from redis.exceptions import NoScriptError

from impl.storage.redis.guarded import GuardedRedis
from impl.storage.redis.pipeline import Word


class Script:
    """The script in the file `name`, beside this module."""

    def __init__(self, name: str) -> None:
        self._source = Path(__file__).with_name(name).read_text(encoding="utf-8")
        self._digest = hashlib.sha1(self._source.encode(), usedforsecurity=False).hexdigest()

    async def run(self, redis: GuardedRedis, *arguments: Word) -> Any:
        """Return its reply; `arguments` begin with the number of keys.

        Raises:
            RedisUnavailable: go on without Redis.
        """
        try:
            return await redis.ask("EVALSHA", self._digest, *arguments)
        except NoScriptError:
            return await redis.ask("EVAL", self._source, *arguments)
