"""Many people at once: sessions over the server's own door, each asking again as soon as it is answered."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from bench.report import Section, milliseconds
from bench.serving import Server, served
from bench.timing import Times

PEOPLE = (10, 40)
SECONDS = 20.0
WARM_SECONDS = 20.0
"""One person alone, before it counts: the server opens its warehouse and keeps what is asked."""

PATIENCE_SECONDS = 60.0
QUESTIONS_A_SESSION = 12
QUESTIONS = (
    ("", "year=2025&month=12"),
    ("overview", "year=2025&month=12"),
    ("compare", "item=CY0101&kind=item&year=2025&measure=share"),
    ("checks", "year=2025&month=12"),
    ("stuck", "year=2025&month=9"),
    ("city", "year=2025&month=12"),
    ("", "year=2025&month=6"),
    ("overview", "year=2025&month=6"),
    ("compare", "item=CY0101&kind=item&year=2025&measure=total"),
    ("checks", "year=2025&month=6"),
    ("stuck", "year=2025&month=6"),
)
"""Address and parameters of what is asked, in turn; everybody begins with another one."""

BEFORE = "--runner.postScriptGC=true"


@dataclass(frozen=True)
class Crowd:
    """What so many people were answered in so many seconds; `mib` of the server at the end, seconds it `computed`."""

    people: int
    times: Times
    seconds: float
    n_sessions: int
    mib: float
    computed: float

    def row(self, name: str) -> tuple[str, ...]:
        """As it stands in the report."""
        p50, p95 = (milliseconds(self.times.percentile(each)) for each in (50, 95))
        rate = f"{len(self.times.seconds) / self.seconds:.1f}"
        each = milliseconds(self.computed / len(self.times.seconds))
        return (f"{self.people} people, {name}", rate, each, p50, p95, str(self.n_sessions), f"{self.mib:,.0f} MiB")


def measure(warehouse: Path) -> Section:
    """The server as it ships beside one that collects all garbage at the end of each rerun."""
    text = (
        "Sessions over the websocket of a real server on the demo, each asking again as soon as it is answered, a new "
        f"session after {QUESTIONS_A_SESSION} questions, for {SECONDS:.0f} seconds; whoever asks runs on the same "
        "cores, nothing is worked out ahead. *Each rerun*: garbage is collected at the end of every rerun, which is "
        "what Streamlit does by itself; *behind*: as it ships, by a thread between them."
    )
    columns = ("", "reruns a second", "processor time of one", "p50", "p95", "sessions ended", "memory")
    return Section("Many people at once", text, columns, list(_rows(warehouse)))


def ask(server: Server, people: int, seconds: float) -> Crowd:
    """Let so many people ask the server for so long."""
    return asyncio.run(_ask(server, people, seconds))


def _rows(warehouse: Path) -> Iterator[tuple[str, ...]]:
    for people in PEOPLE:
        for name, options in (("each rerun", (BEFORE,)), ("behind", ())):
            with served(warehouse, *options, work_ahead=False) as server:
                ask(server, 1, WARM_SECONDS)
                yield ask(server, people, SECONDS).row(name)


async def _ask(server: Server, people: int, seconds: float) -> Crowd:
    began, times, ended = time.monotonic(), list[float](), list[int]()
    end, computed = began + seconds, server.processor_seconds()

    async def person(place: int) -> None:
        while time.monotonic() < end:
            await _session(server.port, place + len(ended), times, end)
            ended.append(place)

    await asyncio.gather(*(person(place) for place in range(people)))
    took, computed = time.monotonic() - began, server.processor_seconds() - computed
    return Crowd(people, Times(tuple(times)), took, len(ended), server.resident_mib(), computed)


async def _session(port: int, first: int, times: list[float], end: float) -> None:
    address = f"ws://localhost:{port}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        for place in range(first, first + QUESTIONS_A_SESSION):
            if time.monotonic() > end:
                return
            began = time.perf_counter()
            await _answered(socket, *QUESTIONS[place % len(QUESTIONS)])
            times.append(time.perf_counter() - began)


async def _answered(socket: ClientConnection, page: str, query: str) -> None:
    """Ask, and wait until the page is drawn; raises where it cannot be."""
    asked = BackMsg()
    asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
    await socket.send(asked.SerializeToString())
    while True:
        told = ForwardMsg.FromString(await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS))
        if told.HasField("page_not_found"):
            raise RuntimeError(f"There is no page {page}")
        if told.delta.new_element.HasField("exception"):
            raise RuntimeError(told.delta.new_element.exception.message)
        if told.WhichOneof("type") == "script_finished":
            return
