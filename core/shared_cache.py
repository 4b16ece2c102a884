"""A cache that several machines share: a Valkey or Redis server, by settings.CACHE_URL.

What is kept there only makes the site quicker: while the server is away, it is as a cache that is empty.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PAUSE = 10  # seconds for which a server that doesn't answer is asked nothing


class _Client(RedisCacheClient):
    away_until = 0.0

    def _ask(self, method: Callable, nothing: Any, *arguments: Any) -> Any:
        if time.monotonic() < self.away_until:
            return nothing
        try:
            return method(*arguments)
        except RedisError:
            self.away_until = time.monotonic() + PAUSE
            logger.exception("The shared cache doesn’t answer")
            return nothing

    def add(self, key, value, timeout):
        return self._ask(super().add, True, key, value, timeout)

    def get(self, key, default):
        return self._ask(super().get, default, key, default)

    def set(self, key, value, timeout):
        self._ask(super().set, None, key, value, timeout)

    def touch(self, key, timeout):
        return self._ask(super().touch, False, key, timeout)

    def delete(self, key):
        return self._ask(super().delete, False, key)

    def get_many(self, keys):
        return self._ask(super().get_many, {}, keys)

    def has_key(self, key):
        return self._ask(super().has_key, False, key)

    def set_many(self, data, timeout):
        self._ask(super().set_many, None, data, timeout)

    def delete_many(self, keys):
        self._ask(super().delete_many, None, keys)

    def clear(self):
        return self._ask(super().clear, False)


class SharedCache(RedisCache):
    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = _Client

    def ping(self) -> None:
        """Raises RedisError where the server doesn't answer."""
        self._cache.get_client(None).ping()  # type: ignore[attr-defined]
