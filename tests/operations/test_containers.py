"""What can be read of the files for containers without an engine: services with few rights, and what they name."""

import re

import pytest

from tests.source_rules import ROOT
from tools.system import APT_NAMES

CONTAINERFILE = (ROOT / "deploy/Containerfile").read_text()
COMPOSE = (ROOT / "deploy/compose.yaml").read_text()


def blocks(indent: int, text: str) -> dict[str, str]:
    """What stands below each key of an indentation."""
    parts = re.split(rf"^ {{{indent}}}([\w-]+):(?: &\w+)?(?: \{{\}})?$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


TOP = blocks(0, COMPOSE)
SERVICES = {
    name: text.replace("<<: *parvis", TOP["x-parvis"])
    for name, text in blocks(2, TOP["services"]).items()
}


def test_all_parts_are_there():
    assert {*SERVICES} == {"upgrade", "web", "worker", "housekeeping", "database", "nginx"}


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_runs_with_little(name):
    for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]'):
        assert line in SERVICES[name]
    [user] = re.findall(r"^ +user: \"?(\w+)", SERVICES[name], re.MULTILINE)
    assert user not in ("root", "0")


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_mounts_is_there(name):
    for source in re.findall(r"^ +- ([\w./-]+):/", SERVICES[name], re.MULTILINE):
        named = source in blocks(2, TOP["volumes"] + "\n") or f"\n  {source}:" in TOP["volumes"]
        assert named or source == "./tls" or (ROOT / "deploy" / source).exists(), source


def test_nginx_gets_all_that_its_file_asks_for():
    asked = set(re.findall(r"\$\{(PARVIS_\w+)\}", (ROOT / "deploy/nginx/parvis.conf").read_text()))
    assert asked == set(re.findall(r"^ +(PARVIS_\w+):", SERVICES["nginx"], re.MULTILINE))


def test_the_image_has_what_a_server_has():
    assert all(package in CONTAINERFILE for package in APT_NAMES["pango"])
    assert '--require-hashes -r "$PACKAGES"' in CONTAINERFILE
    assert "ARG PACKAGES=requirements.txt" in CONTAINERFILE
    assert re.search(r"^USER (?!0|root)\S+$", CONTAINERFILE, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK .*container_health", CONTAINERFILE, re.MULTILINE)
    for copied in re.findall(r"^COPY (?!--from)(\S+) ", CONTAINERFILE, re.MULTILINE):
        assert (ROOT / copied).exists()
