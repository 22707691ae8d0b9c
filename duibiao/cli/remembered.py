"""What people say once and is remembered: whom a name means, how files with a header are read."""

import tomllib
from enum import StrEnum
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from duibiao.cli.terminal import say
from duibiao.ingest.document import Document
from duibiao.ingest.mapping import parse_mapping
from duibiao.ingest.profile import save_profile
from duibiao.ingest.propose import propose, proposed_through
from duibiao.language import _
from duibiao.warehouse import Warehouse

app = typer.Typer()


class Kind(StrEnum):
    """Whose name it is."""

    ORG = "org"
    PROJECT = "project"


@app.command()
def confirm(
    context: typer.Context,
    kind: Annotated[Kind, typer.Argument(help="Whether an organisation or a project is meant.")],
    name: Annotated[str, typer.Argument(help="The name as files spell it.")],
    code: Annotated[str | None, typer.Argument(help="Its code; none takes a confirmation back.")] = None,
    of: Annotated[str, typer.Option(help="Of a project: the organisation whose it is.")] = "",
) -> None:
    """Remember which code a name means; `duibiao read confirmed_names` lists what was confirmed."""
    with Warehouse.open(context.obj) as warehouse:
        warehouse.confirm_name(kind.value, name, code, getuser(), of)
    said = _("“{name}” means {code} from now on") if code else _("“{name}” is no longer confirmed")
    say(said.format(name=name, code=code))


@app.command()
def profile(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What the profile is called.")],
    file: Annotated[Path, typer.Argument(help="A file with the header for which it is.", exists=True, dir_okay=False)],
    mapping: Annotated[
        Path | None, typer.Option(help="The mapping (TOML); without it the proposed one is saved.", exists=True)
    ] = None,
) -> None:
    """Save how files with this header are read; `duibiao read profiles` lists what was saved."""
    data = file.read_bytes()
    if mapping is None:
        proposal = propose(data, file.name)
    else:
        given = parse_mapping(tomllib.loads(mapping.read_text(encoding="utf-8")), mapping.stem)
        proposal = proposed_through(Document(data, file.name), given)
    with Warehouse.open(context.obj) as warehouse:
        save_profile(warehouse, name, proposal.header, proposal.mapping, getuser())
    say(_("Saved as {name}").format(name=name))
