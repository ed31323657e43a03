"""ruff's S rules are bandit's: each weakness that bandit looks for, planted into our folders, is found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("saas/core/customers", "saas/platform/files", "saas/cli", "plugins/complaints")

# What bandit calls each, what ruff calls it, and a line that has it. Left out are those about packages that are not
# ours to use (Django, PyTorch, Hugging Face, SNMP, Mako); an import alone is no finding, its use is.
PLANTED = (
    ("B102", "S102", "exec(given)"),
    ("B103", "S103", "os.chmod(path, 0o777)"),
    ("B104", "S104", "address = '0.0.0.0'"),
    ("B105", "S105", "password = 'hunter2-hunter2'"),
    ("B106", "S106", "connect(password='hunter2-hunter2')"),
    ("B107", "S107", "def connect_to(password='hunter2-hunter2'): ..."),
    ("B108", "S108", "place = '/tmp/aftercare.txt'"),
    ("B110", "S110", "try:\n    work()\nexcept Exception:\n    pass"),
    ("B112", "S112", "for one in many:\n    try:\n        work()\n    except Exception:\n        continue"),
    ("B113", "S113", "requests.get(address)"),
    ("B201", "S201", "app = flask.Flask(__name__)\napp.run(debug=True)"),
    ("B202", "S202", "tarfile.open(path).extractall(folder)"),
    ("B301", "S301", "pickle.loads(given)"),
    ("B302", "S302", "marshal.loads(given)"),
    ("B303", "S324", "hashlib.md5(given)"),
    ("B304", "S304", "cryptography.hazmat.primitives.ciphers.algorithms.ARC4(key)"),
    ("B305", "S305", "cryptography.hazmat.primitives.ciphers.modes.ECB()"),
    ("B306", "S306", "tempfile.mktemp()"),
    ("B307", "S307", "eval(given)"),
    ("B310", "S310", "urllib.request.urlopen(given)"),
    ("B311", "S311", "random.choice(letters)"),
    ("B312", "S312", "telnetlib.Telnet(host)"),
    ("B314", "S314", "xml.etree.ElementTree.fromstring(given)"),
    ("B317", "S317", "xml.sax.parse(given, handler)"),
    ("B318", "S318", "xml.dom.minidom.parseString(given)"),
    ("B321", "S321", "ftplib.FTP(host)"),
    ("B323", "S323", "ssl._create_unverified_context()"),
    ("B501", "S501", "requests.get(address, verify=False, timeout=5)"),
    ("B502", "S502", "ssl.wrap_socket(ssl_version=ssl.PROTOCOL_SSLv3)"),
    ("B505", "S505", "cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key(65537, 1024)"),
    ("B506", "S506", "yaml.load(given)"),
    ("B602", "S602", "subprocess.run(f'ls {given}', shell=True)"),
    ("B605", "S605", "os.system(f'ls {given}')"),
    ("B607", "S607", "subprocess.run(['ls', given])"),
    ("B608", "S608", "session.execute(f\"SELECT * FROM customer WHERE name = '{given}'\")"),
    ("B609", "S609", "os.system('chown root *')"),
    ("B612", "S612", "logging.config.listen(9999)"),
    ("B613", "PLE2502", "word = 'a\u202eb'"),
    ("B701", "S701", "jinja2.Environment(autoescape=False)"),
    ("B704", "S704", "markupsafe.Markup(f'<b>{given}</b>')"),
)
_MODULES = (
    "cryptography.hazmat.primitives.asymmetric.rsa, cryptography.hazmat.primitives.ciphers.algorithms, "
    "cryptography.hazmat.primitives.ciphers.modes, flask, ftplib, hashlib, jinja2, logging.config, marshal, markupsafe, os, "
    "pickle, random, requests, ssl, subprocess, tarfile, telnetlib, tempfile, urllib.request, xml.dom.minidom, "
    "xml.etree.ElementTree, xml.sax, yaml"
)


def found_in(folder: str, source: str) -> set[str]:
    """The codes that ruff, as pyproject.toml sets it up, finds in a new file of a folder."""
    ended = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--output-format=json", "--no-cache",
         f"--stdin-filename={folder}/planted.py", "-"],
        input=source, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1, ended.stderr
    return {one["code"] for one in json.loads(ended.stdout)}


@pytest.mark.req("C-06")
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_planted_weakness_is_found(folder: str) -> None:
    lines = [f"import {_MODULES}", *(line for _bandit, _ruff, line in PLANTED)]
    found = found_in(folder, "\n".join(lines) + "\n")
    silent = {f"{bandit} ({ruff}): {line}" for bandit, ruff, line in PLANTED if ruff not in found}
    assert silent == set()


def test_clean_file_has_no_finding_of_security() -> None:
    found = found_in("saas/core/customers", "import os\n")
    assert not {code for code in found if code.startswith("S")}


def test_no_line_is_excused_without_its_reason() -> None:
    """`# noqa: S…` and `# nosec` say why beside it; none is for all rules."""
    silent = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("saas", "plugins", "benchmarks")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if _excused_silently(line)
    ]
    assert silent == []


def _excused_silently(line: str) -> bool:
    _code, found, excuse = line.partition("# noqa")
    codes, _space, reason = excuse.removeprefix(":").strip().partition(" ")
    return bool(found) and (not codes or (codes.startswith("S") and len(reason.strip(" #-()")) < 8))
