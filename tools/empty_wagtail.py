"""A Wagtail project with nothing of its own: one page, which shows its title. What a page costs at the least.

`python -m tools.empty_wagtail` makes its database, that of EMPTY_DATABASE_URL; `application` serves it.
"""

import secrets

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

_PAGE = "<!doctype html><html><title>{{ page.title }}</title><h1>{{ page.title }}</h1></html>"

if not settings.configured:
    import environ

    # As the template of `wagtail start` has it.
    settings.configure(
        SECRET_KEY=secrets.token_hex(),
        ALLOWED_HOSTS=["*"],
        DATABASES={"default": environ.Env().db("EMPTY_DATABASE_URL") | {"CONN_MAX_AGE": 60}},
        ROOT_URLCONF="tools.empty_wagtail",
        STATIC_URL="/static/",
        USE_TZ=True,
        WAGTAIL_SITE_NAME="Empty",
        INSTALLED_APPS=[
            *("wagtail.users", "wagtail.images", "wagtail.documents", "wagtail.admin", "wagtail"),
            *("modelcluster", "taggit", "django.contrib.auth", "django.contrib.contenttypes"),
            *("django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles"),
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "django.middleware.security.SecurityMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                (
                                    "django.template.loaders.locmem.Loader",
                                    {"wagtailcore/page.html": _PAGE},
                                )
                            ],
                        )
                    ],
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ],
                },
            }
        ],
    )
    django.setup()

urlpatterns = [path("", include("wagtail.urls"))]
application = get_wsgi_application()

if __name__ == "__main__":
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
