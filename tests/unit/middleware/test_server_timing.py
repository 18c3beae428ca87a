import re

from impl.middleware.server_timing import ServerTiming


async def test_says_how_long_it_took(behind) -> None:
    response = await behind(ServerTiming).get("/")
    assert re.fullmatch(r"app;dur=\d+\.\d\d", response.headers["server-timing"])


async def test_other_headers_stay(behind, application) -> None:
    application.headers = [(b"x-a", b"1")]
    assert (await behind(ServerTiming).get("/")).headers["x-a"] == "1"
