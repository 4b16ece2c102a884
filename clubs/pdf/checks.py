from django.core.checks import Warning, register

from clubs.pdf.process import NO_LIBRARIES, run_renderer


@register(deploy=True)
def pango_is_there(app_configs, **kwargs):
    if run_renderer().returncode != NO_LIBRARIES:
        return []
    return [
        Warning(
            "The PDF of reports can’t be made: Pango is missing.",
            hint="docs/operators.md says what to install. The site runs without.",
            id="clubs.W001",
        )
    ]
