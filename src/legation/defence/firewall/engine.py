"""The engine: libmodsecurity with the OWASP Core Rule Set, anomaly scoring, paranoia level 1."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from legation.kernel.errors import Unavailable

SETUP = Path("/etc/modsecurity/crs/crs-setup.conf")
LEFT_OUT = ("-910-",)  # IP reputation needs MaxMind, which the library was built without
EXCLUSIONS = "-903."  # what may be said to other applications; each request would pass over all of it
# The end of a file, which paranoia level 1 jumps over: the engine would look at each of these rules to see that.
HIGHER_LEVELS = re.compile(
    r'^SecRule TX:\w*PARANOIA_LEVEL "@lt 2".*?(?=^SecMarker "END-)', re.MULTILINE | re.DOTALL
)
# The default of a setting, for when the set-up has not given it. All of them are given at once, before the set-up:
# to look at each for each request took a sixth of all that the engine does.
DEFAULT = re.compile(
    r"""^SecRule &TX:(?P<name>\w+) "@eq 0" \\\n(?:[^\n]*\\\n)*?[^\n]*setvar:'tx\.(?P=name)=(?P<value>[^'%]*)'"$\n?""",
    re.MULTILINE,
)
DATA = re.compile(r"(@\w+FromFile )(?!/)([\w.-]+)")
OURS_FIRST = r"""
SecRuleEngine On
SecRequestBodyAccess On
SecResponseBodyAccess Off
SecRequestBodyLimit 4194304
SecRequestBodyNoFilesLimit 4194304
SecRequestBodyLimitAction Reject
SecPcreMatchLimit 200000
SecPcreMatchLimitRecursion 200000
SecAuditEngine Off
SecArgumentSeparator &
SecCookieFormat 0
SecRule REQUEST_HEADERS:Content-Type "^application/json" \
    "id:190001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
SecRule REQBODY_ERROR "!@eq 0" "id:190002,phase:2,t:none,deny,status:400,log,msg:'The body cannot be read'"
SecAction "id:900200,phase:1,nolog,pass,t:none,\
    setvar:'tx.allowed_methods=GET HEAD POST OPTIONS PUT PATCH DELETE'"
SecAction "id:900220,phase:1,nolog,pass,t:none,setvar:'tx.allowed_request_content_type=\
|application/x-www-form-urlencoded| |multipart/form-data| |application/json|'"
"""
SETUP_WITHOUT_FILE = """
SecDefaultAction "phase:1,log,auditlog,pass"
SecDefaultAction "phase:2,log,auditlog,pass"
SecAction "id:900990,phase:1,nolog,pass,t:none,setvar:tx.crs_setup_version=334"
"""
# A host that is a number is no attack here: the demonstration is reached by 127.0.0.1.
OURS_LAST = "SecRuleRemoveById 920350"


@dataclass(frozen=True)
class Message:
    """What the engine is shown of a request; bytes of files are never in it."""

    address: str
    method: str
    uri: str
    version: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True)
class Judgement:
    """A refusal: the status, and the numbers of the rules that matched."""

    status: int
    rules: tuple[int, ...]


class Engine:
    """Loads the rules once a process; `judge` may be called by many threads.

    Raises Unavailable when the library or the rules are missing or cannot be read.
    """

    def __init__(self, crs: Path) -> None:
        try:
            import libmodsecurity  # noqa: PLC0415  # its absence is told, not fatal
        except ImportError as error:
            raise Unavailable("libmodsecurity is not installed.") from error
        self._library = libmodsecurity
        self._engine = libmodsecurity.ModSecurity()
        self._engine.set_connector_information("Legation")
        self._engine.set_log_callback(lambda _line: None)
        self._rules = libmodsecurity.RulesSet()
        place = next((path for path in (crs / "crs-setup.conf", SETUP) if path.is_file()), None)
        setup = place.read_text() if place else SETUP_WITHOUT_FILE
        said = "\n".join(line for line in setup.splitlines() if not line.lstrip().startswith("#")).lower()
        files = [file for file in rule_files(crs) if EXCLUSIONS not in file.name or "crs_exclusions" in said]
        self._load(_defaults(files))
        self._load(OURS_FIRST)
        self._load(setup)
        self.rules = sum(self._load_file(file, whole="paranoia_level" in said) for file in files)
        self._load(OURS_LAST)
        self.files = len(files)
        self.version = str(self._engine.who_am_i())

    def judge(self, message: Message) -> Judgement | None:
        """None lets the request pass."""
        transaction = self._library.Transaction(self._engine, self._rules)
        transaction.process_connection(message.address, 0, "127.0.0.1", 443)
        transaction.process_uri(message.uri, message.method, message.version)
        for name, value in message.headers:
            transaction.add_request_header(name, value)
        transaction.process_request_headers()
        refused = self._refusal(transaction)
        if refused is None:
            if message.body:
                transaction.append_request_body(message.body)
            transaction.process_request_body()
            refused = self._refusal(transaction)
        return refused

    def _refusal(self, transaction: object) -> Judgement | None:
        found = transaction.intervention()  # type: ignore[attr-defined]  # the library is loaded late
        if found is None or not found.disruptive:
            return None
        matched: Iterable[int] = {
            message.rule_id
            for message in transaction.get_rule_messages()  # type: ignore[attr-defined]  # likewise
        }
        return Judgement(found.status if found.status >= 400 else 403, tuple(sorted(matched)))

    def _load(self, text: str) -> None:
        if self._rules.load(text) < 0:
            raise Unavailable(f"A firewall rule cannot be read: {self._rules.get_parser_error()[:200]}")

    def _load_file(self, file: Path, *, whole: bool) -> int:
        text = DEFAULT.sub("", file.read_text())
        text = text if whole else HIGHER_LEVELS.sub("", text)
        count = self._rules.load(DATA.sub(rf"\1{file.parent}/\2", text))
        if count < 0:
            raise Unavailable(f"{file.name} cannot be read: {self._rules.get_parser_error()[:200]}")
        return int(count)


def _defaults(files: list[Path]) -> str:
    found = [match for file in files for match in DEFAULT.finditer(file.read_text())]
    given = "".join(f",setvar:'tx.{match['name']}={match['value']}'" for match in found)
    return f'SecAction "id:190003,phase:1,nolog,pass,t:none{given}"'


def rule_files(crs: Path) -> list[Path]:
    """The request rules of a Core Rule Set folder, in order. Raises Unavailable when there are none."""
    files = sorted((crs / "rules").glob("REQUEST-*.conf"))
    wanted = [file for file in files if not any(mark in file.name for mark in LEFT_OUT)]
    if not any("-949-" in file.name for file in wanted):
        raise Unavailable(f"The OWASP Core Rule Set is not in {crs}; install modsecurity-crs.")
    return wanted
