"""What the site is compared with: nginx with the same bytes, and stock Wagtail."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from legation.kernel.http import Answer
from tests.running import Running, free_port

OWN = ("server", "date", "content-length", "content-type", "etag", "connection", "last-modified", "age")
SETTINGS = """
from .base import *
DEBUG = False
SECRET_KEY = "bench"
ALLOWED_HOSTS = ["*"]
LOGGING_CONFIG = None
"""


@dataclass
class Peer:
    """A server: where it answers, and its first process."""

    url: str
    pid: int


@contextmanager
def nginx(folder: Path, site: Running, page: Answer, workers: int) -> Iterator[Peer]:
    """nginx as an operator would have it: as many workers as we, our certificate, the page's bytes as
    a file with all our headers, its access log on, connections kept."""
    port = free_port()
    (folder / "www").mkdir()
    (folder / "www" / "page.html").write_bytes(page.body)
    tls = site.data / "tls"
    headers = "\n".join(f'    add_header {name} "{text}";' for name, text in page.headers if name not in OWN)
    (folder / "nginx.conf").write_text(
        f"""user root; worker_processes {workers}; pid {folder}/nginx.pid; error_log {folder}/error.log;
daemon off; events {{ worker_connections 1024; }}
http {{ access_log {folder}/access.log combined buffer=64k flush=1s; types {{ text/html html; }}
  sendfile on; tcp_nopush on; open_file_cache max=100; keepalive_requests 100000000; server_tokens off;
  server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {tls}/certificate.pem;
    ssl_certificate_key {tls}/key.pem; ssl_protocols TLSv1.2 TLSv1.3; root {folder}/www;
{headers}
  }} }}
"""
    )
    with running(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]) as pid:
        yield Peer(f"https://localhost:{port}/page.html", pid)


@contextmanager
def stock_wagtail(folder: Path) -> Iterator[Peer]:
    """`wagtail start` under gunicorn with two workers, as its documentation has it: DEBUG off, so that
    templates are cached, no page cache, plain HTTP; in an environment of its own."""
    binaries = folder / "venv" / "bin"
    _run(folder, "/usr/bin/python3", "-m", "venv", str(folder / "venv"))
    _run(folder, str(binaries / "pip"), "install", "--quiet", "wagtail>=7.4,<7.5", "gunicorn")
    _run(folder, str(binaries / "wagtail"), "start", "stock", str(folder))
    (folder / "stock" / "settings" / "bench.py").write_text(SETTINGS)
    for words in (("migrate",), ("collectstatic", "--noinput")):
        manage = (str(binaries / "python"), "manage.py", *words)
        _run(folder, *manage, "--settings", "stock.settings.bench")
    port = free_port()
    command = [str(binaries / "gunicorn"), "stock.wsgi", "--workers", "2", "--bind", f"127.0.0.1:{port}"]
    command += ["--env", "DJANGO_SETTINGS_MODULE=stock.settings.bench"]
    with running(command, cwd=folder) as pid:
        yield Peer(f"http://127.0.0.1:{port}/", pid)


def _run(folder: Path, *words: str) -> None:
    subprocess.run(words, cwd=folder, check=True, capture_output=True)


@contextmanager
def running(
    command: list[str], *, cwd: Path | None = None, environment: dict[str, str] | None = None
) -> Iterator[int]:
    """The process of a server, which has had time to start."""
    process = subprocess.Popen(
        command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        time.sleep(4)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)
