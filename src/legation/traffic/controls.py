"""What keeps `privacy.log` true: the fields listed and no more, no address in clear, nothing old."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from legation.kernel import clock
from legation.kernel.errors import Unavailable
from legation.promises import Control, Finding, Site, hours, register
from legation.traffic.day_keys import key_files
from legation.traffic.fields import COLUMNS, HOUR, KEEP, folder, hour_of, parquet_files, segment_files
from legation.traffic.queries import connect

SEALED = re.compile(r"^[A-Za-z0-9_-]{23,}$")
SECRET_PATHS = ("/en/cases/{}/", "/en/account/confirm-email/{}/", "/en/mailbox/confirm/{}/", "/{}/")
SECONDS_TO_DISK = 1.5
RECENT = dt.timedelta(hours=26)


@register
class TheLogHoldsWhatThePolicyLists(Control):
    """Asks for secret addresses, then reads every access record that is kept."""

    promise = "privacy.log"
    name = "log-fields"
    every = hours(6)
    valid_for = hours(24)
    how = _(
        "We ask this site for addresses that hold a secret, then look for the secret, for addresses in"
        " clear, for other fields and for anything older than ninety days in every record kept."
    )

    def check(self, site: Site) -> Finding:
        data = settings.LEGATION_DATA
        secret = f"s{secrets.token_hex(12)}"
        try:
            for path in SECRET_PATHS:
                site.get(path.format(secret))
        except Unavailable as error:
            return Finding.unclear(str(error))
        time.sleep(SECONDS_TO_DISK)
        if seen := _too_old(data) or _wrong_parquet(data):
            return Finding.bad(seen)
        lines = 0
        for segment in segment_files(data):
            for line in segment.read_text("utf-8", "replace").splitlines():
                lines += 1
                if seen := _wrong_line(line, secret):
                    return Finding.bad(seen)
        if not lines and not any(hour_of(file) > clock.now() - RECENT for file in parquet_files(data)):
            return Finding.unclear("No access record was written in the last 26 hours.")
        return Finding.good(
            f"{lines} records of the present hours and {len(parquet_files(data))} files of earlier ones hold"
            f" the {len(COLUMNS)} listed fields, no address in clear, no secret path, nothing over"
            f" {KEEP.days} days old."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """An address in clear is written."""
        moment = clock.now()
        planted = folder(settings.LEGATION_DATA) / "segments" / f"{moment.strftime(HOUR)}-planted.tsv"
        planted.parent.mkdir(parents=True, exist_ok=True)
        planted.write_text(f"{moment:%Y-%m-%d %H:%M:%S.000}\t192.0.2.7\tGET\thome\t200\t1\t1\t\ten\n")
        try:
            yield
        finally:
            planted.unlink()


def _wrong_line(line: str, secret: str) -> str:
    values = line.split("\t")
    if len(values) != len(COLUMNS):
        return f"A record holds {len(values)} fields instead of {len(COLUMNS)}."
    if not SEALED.match(values[1]):
        return "An address is written in clear."
    if secret in line:
        return "A secret in the path was written to the access records."
    return ""


def _too_old(data: Path) -> str:
    last = (clock.now() - KEEP - dt.timedelta(days=1)).date()
    old = [file for file in (*segment_files(data), *parquet_files(data)) if hour_of(file).date() < last]
    old += [file for file in key_files(data) if dt.date.fromisoformat(file.stem) < last]
    return f"{len(old)} files are older than {KEEP.days} days." if old else ""


def _wrong_parquet(data: Path) -> str:
    """Every file's columns; the addresses of those of the last day, as older ones were read before."""
    with connect() as connection:
        for file in parquet_files(data):
            rows = connection.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(file)])
            names = [column[0] for column in rows.description or ()]
            if names != list(COLUMNS):
                return f"A file of records holds the fields {', '.join(names)}."
            if hour_of(file) > clock.now() - RECENT:
                clear = connection.execute(
                    "SELECT count(*) FROM read_parquet(?) WHERE NOT regexp_matches(address, ?)",
                    [str(file), SEALED.pattern],
                ).fetchone()
                if clear and clear[0]:
                    return "An address is kept in clear."
    return ""
