"""The year in a page of text, which an association can take into its annual report as it is."""

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, ngettext

from activity.figures import NAMED, Figures, Measure
from core.templatetags.parvis import day
from core.typography import typeset


def title_of(year: int) -> str:
    return gettext("Activity report %(year)s") % {"year": year}


def paragraphs(figures: Figures, former: Figures) -> list[str]:
    """The text, in the language in use; `former` are the numbers of the year before, to compare with."""
    found = [
        _life(figures, former),
        _themes(figures),
        _downloads(figures, former),
        _searches(figures, former),
        gettext(
            "These numbers come from the site itself, which counts without cookies and knows nothing of its readers. "
            "Programs and the association’s own staff aren’t counted."
        ),
    ]
    french = get_language() == "fr"
    return [typeset(text) if french else text for text in found if text]


def _life(figures: Figures, former: Figures) -> str:
    number = figures.total(Measure.PUBLICATIONS)
    words = {
        "period": _period(figures),
        "publications": ngettext("%(number)s publication", "%(number)s publications", number)
        % {"number": _told(number)},
        "former": _former(former, Measure.PUBLICATIONS),
    }
    sentences = [
        gettext("%(period)s, the association brought out %(publications)s%(former)s.") % words
    ]
    number = figures.total(Measure.SESSIONS)
    sentence = ngettext(
        "It held %(number)s session%(former)s.", "It held %(number)s sessions%(former)s.", number
    )
    sentences.append(_say(sentence, number, _former(former, Measure.SESSIONS)))
    number = figures.total(Measure.PARTICIPANTS) if Measure.PARTICIPANTS in figures.measures else 0
    if number:
        sentence = ngettext(
            "%(number)s participant came%(former)s.",
            "%(number)s participants came%(former)s.",
            number,
        )
        sentences.append(_say(sentence, number, _former(former, Measure.PARTICIPANTS)))
    return " ".join(sentences)


def _themes(figures: Figures) -> str:
    both = figures.themes[Measure.PUBLICATIONS] + figures.themes[Measure.SESSIONS]
    if not both:
        return ""
    names = [f"{name} ({_told(number)})" for name, number in both.most_common(NAMED)]
    return gettext("Its publications and sessions were mostly about: %(themes)s.") % {
        "themes": ", ".join(names)
    }


def _downloads(figures: Figures, former: Figures) -> str:
    if Measure.DOWNLOADS not in figures.measures:
        return ""
    number = figures.total(Measure.DOWNLOADS)
    sentence = ngettext(
        "A file of the site was downloaded %(number)s time%(former)s.",
        "Files of the site were downloaded %(number)s times%(former)s.",
        number,
    )
    text = _say(sentence, number, _former(former, Measure.DOWNLOADS))
    if figures.downloaded:
        text += " " + gettext("The most downloaded: %(files)s.") % {
            "files": _quoted(figures.downloaded)
        }
    return text


def _searches(figures: Figures, former: Figures) -> str:
    if Measure.SEARCHES not in figures.measures:
        return ""
    number = figures.total(Measure.SEARCHES)
    sentence = ngettext(
        "Readers searched the site %(number)s time%(former)s.",
        "Readers searched the site %(number)s times%(former)s.",
        number,
    )
    text = _say(sentence, number, _former(former, Measure.SEARCHES))
    if figures.asked:
        text += " " + gettext("Mostly for: %(searches)s.") % {"searches": _quoted(figures.asked)}
    return text


def _period(figures: Figures) -> str:
    if figures.is_under_way:
        words = {"day": day(timezone.localdate())}
        return gettext("From 1 January to %(day)s") % words
    return gettext("In %(year)s") % {"year": figures.year}


def _former(former: Figures, measure: Measure) -> str:
    """« (31 en 2025) », with a space before it; nothing where nothing was counted."""
    number = former.total(measure)
    told = gettext("(%(number)s in %(year)s)") % {"number": _told(number), "year": former.year}
    return f" {told}" if number else ""


def _say(sentence: str, number: int, former: str) -> str:
    return sentence % {"number": _told(number), "former": former}


def _quoted(counted: list[tuple[str, int]]) -> str:
    quoted = gettext("“%(title)s” (%(number)s)")
    return ", ".join(
        quoted % {"title": title, "number": _told(number)} for title, number in counted
    )


def _told(number: int) -> str:
    return number_format(number, force_grouping=True)
