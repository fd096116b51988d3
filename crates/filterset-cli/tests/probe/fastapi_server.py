"""Serves a list with FastAPI and fastapi-filter, and prints its URL.

    python fastapi_server.py
"""

import socket

import uvicorn
from fastapi import FastAPI
from fastapi_filter import FilterDepends
from fastapi_filter.contrib.sqlalchemy import Filter
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import StaticPool


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    active: Mapped[bool]
    age: Mapped[int]
    name: Mapped[str]
    team: Mapped[str | None]


class UserFilter(Filter):
    active: bool | None = None
    age: int | None = None
    age__gt: int | None = None
    age__gte: int | None = None
    age__lt: int | None = None
    age__lte: int | None = None
    age__in: list[int] | None = None
    name: str | None = None
    name__neq: str | None = None
    name__in: list[str] | None = None
    name__not_in: list[str] | None = None
    team: str | None = None
    team__neq: str | None = None
    team__isnull: bool | None = None

    class Constants(Filter.Constants):
        model = User


engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
Base.metadata.create_all(engine)
app = FastAPI()


@app.get("/users")
async def users(filters: UserFilter = FilterDepends(UserFilter)):
    with Session(engine) as session:
        found = session.scalars(filters.filter(select(User)).order_by(User.id)).all()
        members = ["id", "active", "age", "name", "team"]
        return [{member: getattr(user, member) for member in members} for user in found]


with Session(engine) as session:
    for n in range(1, 56):
        team = [None, "red", "blue"][n % 3]
        session.add(User(id=n, active=n % 2 == 0, age=n * 7 % 60, name=["Ada", "bob", "Eve L"][n % 3], team=team))
    session.commit()
listener = socket.create_server(("127.0.0.1", 0))
print(f"http://127.0.0.1:{listener.getsockname()[1]}/users", flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listener])
