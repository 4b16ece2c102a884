"""Machine translators that may be down, slow or answer nonsense (settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR).

What fails raises Refusal with a sentence for the editor; core.middleware.AdminRefusal shows it, and nothing has been
written.
"""

import logging

import requests
from django.utils.translation import gettext as _
from wagtail_localize.machine_translators.deepl import DeepLTranslator
from wagtail_localize.machine_translators.libretranslate import LibreTranslator
from wagtail_localize.strings import StringValue, validate_translation_links

from core.refusals import Refusal

logger = logging.getLogger(__name__)

BATCH = 40  # texts in one request; DeepL takes 50


class _MayFail:
    display_name: str

    def translate(self, source_locale, target_locale, strings):
        """The translations by text; those that would break the text's own links are left to people."""
        strings, translations = list(strings), {}
        for start in range(0, len(strings), BATCH):
            batch = strings[start : start + BATCH]
            translations |= self._asked(source_locale, target_locale, batch)
        return translations

    def _asked(self, source_locale, target_locale, strings) -> dict:
        try:
            answers = super().translate(source_locale, target_locale, strings)  # type: ignore[misc]
            return {source: answer for source, answer in answers.items() if _fits(source, answer)}
        except requests.Timeout as error:
            sentence = _(
                "%(service)s took too long to answer. Try again later, or translate by hand."
            )
            raise self._failure(sentence, error) from error
        except requests.ConnectionError as error:
            sentence = _("%(service)s can’t be reached. Try again later, or translate by hand.")
            raise self._failure(sentence, error) from error
        except requests.HTTPError as error:
            sentence = _(
                "%(service)s refused to translate. Its key or its quota may be the reason."
            )
            raise self._failure(sentence, error) from error
        except (requests.RequestException, ValueError, LookupError, TypeError) as error:
            sentence = _("%(service)s gave an answer that can’t be read.")
            raise self._failure(sentence, error) from error

    def _failure(self, sentence: str, error: Exception) -> Refusal:
        logger.warning("Machine translation: %s", error)
        nothing_lost = _("Nothing was changed.")
        return Refusal(f"{sentence % {'service': self.display_name}} {nothing_lost}")


def _fits(source, answer) -> bool:
    """Whether an answer is a text that may stand for this one. ValueError if it is no text at all."""
    if not isinstance(answer.data, str):
        raise ValueError(f"{type(answer.data).__name__} in place of a text")
    try:
        type(answer).from_translated_html(answer.data)
        validate_translation_links(source.data, answer.data)
    except ValueError:
        return False
    return bool(answer.data.strip())


class LibreTranslate(_MayFail, LibreTranslator):
    pass


class _StrictDeepL(DeepLTranslator):
    """wagtail-localize's own doesn't look at the answer's status, and knows one address only."""

    def get_api_endpoint(self):
        return self.options.get("URL") or super().get_api_endpoint()

    def translate(self, source_locale, target_locale, strings):
        response = requests.post(
            self.get_api_endpoint(),
            self.get_parameters(source_locale, target_locale, strings),
            headers=self.get_headers(),
            timeout=self.options["TIMEOUT"],
        )
        response.raise_for_status()
        texts = [answer["text"] for answer in response.json()["translations"]]
        return {source: StringValue(text) for source, text in zip(strings, texts, strict=True)}


class DeepL(_MayFail, _StrictDeepL):
    pass
