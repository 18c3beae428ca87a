"""Request id, timing and log, errors, limits: one BaseHTTPMiddleware each."""

import logging
import time
from typing import Any
from uuid import uuid4

from classic.database import redis
from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

logger = logging.getLogger("classic")
LIMIT = 60_000_000


class RequestIdMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next: Any) -> Response:
        request.state.request_id = request.headers.get("x-request-id") or str(uuid4())
        response: Response = await call_next(request)
        response.headers["x-request-id"] = request.state.request_id
        return response


class TimingMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next: Any) -> Response:
        started = time.perf_counter()
        response: Response = await call_next(request)
        elapsed = (time.perf_counter() - started) * 1000
        response.headers["x-process-time"] = f"{elapsed:.2f}"
        logger.info(
            "%s %s %s %.2fms", request.method, request.url.path, response.status_code, elapsed
        )
        return response


class ErrorMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next: Any) -> Response:
        try:
            response: Response = await call_next(request)
        except Exception:
            logger.exception("unhandled error")
            return JSONResponse({"detail": "Internal server error"}, 500)
        return response


class LimitMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next: Any) -> Response:
        client = request.client.host if request.client else "unknown"
        used = await redis.incr(f"limit:{client}")
        if used == 1:
            await redis.expire(f"limit:{client}", 60)
        if used > LIMIT:
            return JSONResponse({"detail": "Too many requests"}, 429)
        response: Response = await call_next(request)
        response.headers["x-ratelimit-remaining"] = str(LIMIT - used)
        return response
