"""The settings of a server: they refuse to start without what they need, and say what to write."""

import json
import os
import subprocess
import sys

import pytest

from tests.source_rules import ROOT

PROPER = {
    "SECRET_KEY": "aB3-" + "x9_Kq2mZ" * 8,
    "ALLOWED_HOSTS": "www.example.org",
    "BASE_URL": "https://www.example.org",
    "EMAIL_URL": "dummymail://",
    "DEFAULT_FROM_EMAIL": "site@example.org",
}
UNSAFE = {
    "a short key": ("SECRET_KEY", "changeme"),
    "a simple key": ("SECRET_KEY", "a" * 60),
    "any host": ("ALLOWED_HOSTS", "*"),
    "any host among others": ("ALLOWED_HOSTS", "www.example.org,*"),
    "an address without https": ("BASE_URL", "http://www.example.org"),
    "an address without a scheme": ("BASE_URL", "www.example.org"),
    "blanks for a host": ("ALLOWED_HOSTS", "  "),
}


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    return PROPER | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "STATIC_ROOT": str(tmp_path / "static"),
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
    }


def python(environment: dict, *command: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": "site"},
        capture_output=True,
        text=True,
        check=False,
    )


def start(environment: dict) -> subprocess.CompletedProcess:
    """Reads the settings, as the first thing that a server does."""
    return python(environment, "-c", "from django.conf import settings; print(settings.DEBUG)")


def test_a_proper_environment_passes_the_check_for_deployment_in_silence(environment):
    answer = python(environment, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert answer.returncode == 0, answer.stderr
    assert answer.stderr.strip() == ""
    assert answer.stdout.startswith("System check identified no issues")


@pytest.mark.parametrize("name", [*PROPER, "DATABASE_URL", "MEDIA_ROOT"])
@pytest.mark.parametrize("value", [None, ""], ids=["missing", "empty"])
def test_each_missing_variable_stops_the_start_with_a_sentence(name, value, environment):
    del environment[name]
    if value is not None:
        environment[name] = value
    answer = start(environment)
    assert answer.returncode != 0
    sentence = answer.stderr.strip().splitlines()[-1]
    assert name in sentence
    assert len(sentence) > len(name) + 30


@pytest.mark.parametrize("what", UNSAFE)
def test_each_unsafe_value_stops_the_start_with_a_sentence(what, environment):
    name, value = UNSAFE[what]
    answer = start(environment | {name: value})
    assert answer.returncode != 0
    assert name in answer.stderr.strip().splitlines()[-1]


def test_debugging_cant_be_switched_on(environment):
    assert start(environment | {"DEBUG": "1"}).stdout.split() == ["False"]


def test_nothing_of_the_secrets_is_printed(environment):
    environment["ALLOWED_HOSTS"] = "*"
    answer = start(environment)
    assert environment["SECRET_KEY"] not in answer.stdout + answer.stderr


def test_a_server_answers_over_https_only_and_knows_its_proxy(environment):
    code = (
        "from config.wsgi import application\n"
        "from django.test import Client\n"
        "plain = Client().get('/robots.txt', headers={'host': 'www.example.org'})\n"
        "safe = Client().get('/robots.txt', headers={'host': 'www.example.org',"
        " 'x-forwarded-proto': 'https'})\n"
        "print(plain.status_code, plain['Location'], safe.status_code,"
        " safe['Strict-Transport-Security'])"
    )
    answer = python(environment, "-c", code)
    assert answer.returncode == 0, answer.stderr
    status, location, safe, hsts = answer.stdout.strip().split(maxsplit=3)
    assert (status, location, safe) == ("301", "https://www.example.org/robots.txt", "200")
    assert hsts == "max-age=31536000"
    # Each line is JSON: that of a package's warning too, that there are no static files here.
    warned, redirected, answered = map(json.loads, answer.stderr.splitlines())
    assert warned["logger"] == "py.warnings"
    assert (redirected["status"], answered["status"]) == (301, 200)
    assert answered["path"] == "/robots.txt"


def test_the_owner_chooses_what_browsers_promise_for_the_whole_domain(environment):
    code = (
        "from django.conf import settings as s; "
        "print(s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"
    )
    chosen = environment | {"HSTS_SUBDOMAINS": "true", "HSTS_PRELOAD": "true"}
    assert python(chosen, "-c", code).stdout.split() == ["True", "True"]
    del chosen["HSTS_SUBDOMAINS"]
    answer = start(chosen)
    assert answer.returncode != 0
    assert "HSTS_SUBDOMAINS" in answer.stderr.strip().splitlines()[-1]


def test_cookies_of_a_server_have_a_protected_name(environment):
    ends = "NAME", "SECURE", "DOMAIN", "PATH"
    code = (
        "from django.conf import settings\n"
        f"for kind in ('SESSION', 'CSRF'): print(*[getattr(settings, f'{{kind}}_COOKIE_{{end}}') for end in {ends}])\n"
        "print(settings.KNOWN_BROWSER_COOKIE)"
    )
    *both, known = python(environment, "-c", code).stdout.split()
    for name, secure, domain, path in (both[:4], both[4:]):
        assert name.startswith("__Host-")
        assert (secure, domain, path) == ("True", "None", "/")
    assert known.startswith("__Host-")
