"""Large files go through a worker without being held in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from django.core.files.uploadedfile import UploadedFile
from django.core.handlers.wsgi import WSGIRequest
from pytest_django import Settings

from legation.defence.malware.services import Verdict, content_type
from legation.kernel.keys import KEY_BYTES
from legation.kernel.streams import seal_stream, unseal_stream
from legation.questions.models import Attachment
from legation.questions.services import attachments, vault
from legation.questions.services.attachments import Part
from tests.questions.files import picture
from tests.questions.test_drafts import begin

MEGABYTE = 1024 * 1024
BOUNDARY = "a-boundary"
FILES = 8


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A picture of nearly 20 MB: a small one with very many remarks."""
    plain, remark = picture(), b"\xff\xfe\xff\xff" + bytes(65_533)
    path = tmp_path / "large.jpg"
    with path.open("wb") as file:
        file.write(plain[:2])
        for _ in range(20 * MEGABYTE // len(remark) - 1):
            file.write(remark)
        file.write(plain[2:])
    assert 19 * MEGABYTE < path.stat().st_size <= 20 * MEGABYTE
    return path


@contextmanager
def highest() -> Iterator[list[int]]:
    """The most memory of its own that this process had in the block, over what it had before."""
    found, ended, me = [0], threading.Event(), Path("/proc/self/status")

    def own() -> int:
        line = next(line for line in me.read_text().splitlines() if line.startswith("RssAnon"))
        return int(line.split()[1]) * 1024

    before = own()

    def look() -> None:
        while not ended.wait(0.005):
            found[0] = max(found[0], own() - before)

    watch = threading.Thread(target=look)
    watch.start()
    yield found
    ended.set()
    watch.join()


def body_of(large: Path) -> tuple[Path, int]:
    path = large.with_suffix(".body")
    with path.open("wb") as body, large.open("rb") as file:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="scan"; filename="a.jpg"\r\n'
        body.write(f"{head}Content-Type: image/jpeg\r\n\r\n".encode())
        while piece := file.read(MEGABYTE):
            body.write(piece)
        body.write(f"\r\n--{BOUNDARY}--\r\n".encode())
    return path, path.stat().st_size


def received(body: Path, length: int) -> WSGIRequest:
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
            "CONTENT_LENGTH": str(length),
            "wsgi.input": body.open("rb"),
        }
    )


def upload_of(request: WSGIRequest) -> UploadedFile:
    upload = request.FILES["scan"]
    assert isinstance(upload, UploadedFile)
    return upload


@pytest.mark.django_db
def test_eight_large_files_at_once_cost_a_worker_little(
    large: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Received, known by content, made harmless, sealed and read again; the rows are made afterwards,
    because one test has one connection to the database."""
    settings.LEGATION_DATA = tmp_path / "data"
    monkeypatch.setattr(attachments, "scan", lambda source: Verdict(True))
    draft, _secret = begin()
    body, length = body_of(large)
    rows = [
        Attachment(subject=draft.subject, draft=draft, content_type="image/jpeg", size=1)
        for _ in range(FILES)
    ]
    key = bytes(KEY_BYTES).hex()

    def through(row: Attachment) -> int:
        request = received(body, length)
        upload = upload_of(request)
        assert content_type(upload) == "image/jpeg"
        assert upload.file
        attachments._keep(row, key, upload.file)
        upload.close()
        request.environ["wsgi.input"].close()
        return vault.check(row, key, Part.ORIGINAL) + vault.check(row, key, Part.COPY)

    through(rows[0])  # loads what is loaded once
    running = set(psutil.Process().children())
    with highest() as most, ThreadPoolExecutor(FILES) as workers:
        sizes = list(workers.map(through, rows))
    assert all(size > large.stat().st_size for size in sizes)
    assert most[0] < 30 * MEGABYTE
    assert not set(psutil.Process().children()) - running


def test_sealing_and_opening_hold_a_piece_at_a_time(tmp_path: Path) -> None:
    plain, sealed = tmp_path / "plain", tmp_path / "sealed"
    with plain.open("wb") as file:
        file.truncate(200 * MEGABYTE)
    with highest() as most, plain.open("rb") as source, sealed.open("w+b") as target:
        seal_stream(bytes(KEY_BYTES), source, target, "x")
        target.seek(0)
        assert sum(len(piece) for piece in unseal_stream(bytes(KEY_BYTES), target, "x")) == 200 * MEGABYTE
    assert most[0] < 10 * MEGABYTE


def test_what_is_received_has_no_name(large: Path, settings: Settings, tmp_path: Path) -> None:
    settings.LEGATION_DATA = tmp_path / "data"
    body, length = body_of(large)
    request = received(body, length)
    upload = upload_of(request)
    assert upload.size == large.stat().st_size
    assert not [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    upload.close()
    request.environ["wsgi.input"].close()
