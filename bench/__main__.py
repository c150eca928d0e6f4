"""A kept page over TLS against nginx with the same bytes as a file, and against stock Wagtail.

Prints medians of alternating runs, and the two ratios.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.running import Running, data_folder, free_port

ROUNDS, SECONDS, CONNECTIONS = 5, 5, 32
PAGE = "/en/policy/"
SETTINGS = """
from .base import *
DEBUG = False
SECRET_KEY = "bench"
ALLOWED_HOSTS = ["*"]
LOGGING_CONFIG = None
"""


def say(text: str) -> None:
    """One line."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def rate(url: str, *, connections: int = CONNECTIONS, seconds: int = SECONDS) -> float:
    """Answers a second, by wrk. Raises RuntimeError when any answer was not 2xx."""
    command = ["wrk", "-t", "2", "-c", str(connections), "-d", f"{seconds}s", url]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        raise RuntimeError(f"{url} did not answer 200:\n{told}")
    match = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert match, told
    return float(match[1])


@contextmanager
def nginx(folder: Path, site: Running, body: bytes) -> Iterator[str]:
    """nginx with the site's certificate and the page's bytes as a file."""
    port = free_port()
    (folder / "www").mkdir()
    (folder / "www" / "page.html").write_bytes(body)
    tls = site.data / "tls"
    (folder / "nginx.conf").write_text(
        f"""user root; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off;
events {{ worker_connections 1024; }}
http {{ access_log off; types {{ text/html html; }} sendfile on; keepalive_requests 1000000;
  server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {tls}/certificate.pem;
    ssl_certificate_key {tls}/key.pem; ssl_protocols TLSv1.2 TLSv1.3; root {folder}/www; }} }}
"""
    )
    with _process(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]):
        yield f"https://localhost:{port}/page.html"


@contextmanager
def stock_wagtail(folder: Path) -> Iterator[str]:
    """`wagtail start` under gunicorn, as its documentation has it, in an environment of its own."""
    say("Installing stock Wagtail …")
    binaries = folder / "venv" / "bin"
    run = lambda *words: subprocess.run(words, cwd=folder, check=True, capture_output=True)  # noqa: E731
    run("/usr/bin/python3", "-m", "venv", str(folder / "venv"))
    run(str(binaries / "pip"), "install", "--quiet", "wagtail>=7.4,<7.5", "gunicorn")
    run(str(binaries / "wagtail"), "start", "stock", str(folder))
    (folder / "stock" / "settings" / "bench.py").write_text(SETTINGS)
    manage = [str(binaries / "python"), "manage.py"]
    more = ["--settings", "stock.settings.bench"]
    subprocess.run([*manage, "migrate", *more], cwd=folder, check=True, capture_output=True)
    subprocess.run(
        [*manage, "collectstatic", "--noinput", *more], cwd=folder, check=True, capture_output=True
    )
    port = free_port()
    command = [str(binaries / "gunicorn"), "stock.wsgi", "--workers", "2", "--bind", f"127.0.0.1:{port}"]
    command += ["--env", "DJANGO_SETTINGS_MODULE=stock.settings.bench"]
    with _process(command, cwd=folder):
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def _process(command: list[str], cwd: Path | None = None) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(4)
        yield
    finally:
        process.terminate()
        process.wait(20)


def alternate(measures: dict[str, Callable[[], float]]) -> dict[str, float]:
    """The median of each, measured in turns so that a busy moment hits all alike."""
    seen: dict[str, list[float]] = {name: [] for name in measures}
    for number in range(ROUNDS):
        for name, measure in measures.items():
            seen[name].append(measure())
            say(f"  round {number + 1}: {name} {seen[name][-1]:,.0f}/s")
    return {name: statistics.median(rates) for name, rates in seen.items()}


def main() -> int:
    """Exit code 1 when a ratio is below what is promised."""
    top = Path(tempfile.mkdtemp(prefix="legation-bench-"))
    site = Running(data_folder())
    try:
        with ExitStack() as stack:
            stack.callback(site.stop)
            say("Starting the demonstration …")
            site.start()
            page = site.get(PAGE)
            assert page.status == 200, page.status
            (top / "nginx").mkdir()
            (top / "wagtail").mkdir()
            static = stack.enter_context(nginx(top / "nginx", site, page.body))
            stock = stack.enter_context(stock_wagtail(top / "wagtail"))
            kept = site.origin + PAGE
            medians = alternate(
                {
                    "kept page, TLS": lambda: rate(kept),
                    "nginx static, TLS": lambda: rate(static),
                    "stock Wagtail": lambda: rate(stock, connections=8),
                }
            )
    finally:
        shutil.rmtree(top, ignore_errors=True)
    say(f"\nA page of {len(page.body):,} bytes; medians of {ROUNDS} runs of {SECONDS} s")
    for name, figure in medians.items():
        say(f"  {name:<20} {figure:>12,.0f} answers/s")
    to_nginx = medians["kept page, TLS"] / medians["nginx static, TLS"]
    to_stock = medians["kept page, TLS"] / medians["stock Wagtail"]
    say(f"  kept page / nginx static   {to_nginx:.2f}  (wanted: at least 0.5)")
    say(f"  kept page / stock Wagtail  {to_stock:.0f}  (wanted: at least 50)")
    return 0 if to_nginx >= 0.5 and to_stock >= 50 else 1


if __name__ == "__main__":
    sys.exit(main())
