"""What an office program makes of our files: LibreOffice, where it is installed."""

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

import pypdf
import pytest


def converted(data: bytes, ending: str) -> bytes:
    """The file as a pdf; the test is skipped where there is no LibreOffice."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"file.{ending}"
        source.write_bytes(data)
        own = f"-env:UserInstallation=file://{folder}/profile"
        made = [program, own, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        subprocess.run(made, check=True, capture_output=True, timeout=180)
        return source.with_suffix(".pdf").read_bytes()


def pdf_text(data: bytes) -> str:
    """All text of a pdf without the spaces that typesetters put between Chinese and digits."""
    told = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    return "".join(told.split())
