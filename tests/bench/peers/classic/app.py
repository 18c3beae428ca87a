"""A layered service as most FastAPI templates ship it."""

import logging
from typing import Annotated, Any
from uuid import UUID

from classic import middleware
from classic.schemas import Liveness, UserOut, UserPage, UserUpdate
from classic.security import CurrentUser, Reader, Writer
from classic.users import UserService
from fastapi import APIRouter, Depends, FastAPI, Query

logging.basicConfig(level=logging.INFO)

Service = Annotated[UserService, Depends()]
router = APIRouter(prefix="/api/v1/users", tags=["users"])


@router.get("", response_model=UserPage)
async def list_users(
    service: Service,
    _user: Annotated[CurrentUser, Reader],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Any:
    users, cursor = await service.page(limit)
    return {"items": users, "next_cursor": cursor}


@router.get("/{user_id}", response_model=UserOut)
async def get_user(user_id: UUID, service: Service, _user: Annotated[CurrentUser, Reader]) -> Any:
    return await service.get(user_id)


@router.patch("/{user_id}", response_model=UserOut)
async def update_user(
    user_id: UUID, body: UserUpdate, service: Service, _user: Annotated[CurrentUser, Writer]
) -> Any:
    return await service.update(user_id, body.model_dump(exclude_unset=True))


app = FastAPI()


@app.get("/livez", response_model=Liveness)
async def get_liveness() -> Any:
    return {"status": "ok"}


app.include_router(router)
app.add_middleware(middleware.LimitMiddleware)
app.add_middleware(middleware.ErrorMiddleware)
app.add_middleware(middleware.TimingMiddleware)
app.add_middleware(middleware.RequestIdMiddleware)
