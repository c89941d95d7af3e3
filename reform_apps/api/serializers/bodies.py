"""What is sent: JSON in which nothing is doubtful, and nothing is ignored."""

import json
import math
import re
from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ParseError
from rest_framework.fields import empty
from rest_framework.parsers import BaseParser
from rest_framework.settings import api_settings

from reform_apps.api.frame.errors import BodyTooLarge

DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")

MOST_LEVELS = 50


class StrictJSONParser(BaseParser):
    """JSON as RFC 8259 has it, and no key twice.

    The parser of DRF reads a body of any length, lets the last of two equal keys win, makes an
    infinity of 1e999, and lets half a character through, which no answer could repeat.
    """

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(most + 1)
        if len(body) > most:
            raise BodyTooLarge
        try:
            sent = json.loads(
                body.decode(),
                parse_constant=_refuse_number,
                parse_float=_finite,
                object_pairs_hook=_object,
            )
            json.dumps(sent, ensure_ascii=False).encode()
            _refuse_depth(sent)
        except (ValueError, RecursionError) as error:
            reason = "" if isinstance(error, UnicodeError | RecursionError) else f" ({error})"
            raise ParseError(_("This is not valid JSON.") + reason) from error
        return sent


def _refuse_depth(sent: object) -> None:
    """Refuse what is nested deeper than anything that is meant, and than a refusal could spell."""
    level = [sent]
    for _level in range(MOST_LEVELS):
        level = [
            child
            for each in level
            if isinstance(each, list | dict)
            for child in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return
    raise RecursionError


class StrictSerializer(serializers.Serializer):
    """What a client sends; a key that is not known is refused by its name."""

    # Keys that a client may think it can send, and why it cannot.
    elsewhere: Mapping[str, str] = {}

    def to_internal_value(self, sent):
        unknown = {}
        if isinstance(sent, Mapping):
            unknown = {key: [self._refusal(key)] for key in sent if key not in self.fields}
        try:
            understood = super().to_internal_value(sent)
        except serializers.ValidationError as error:
            raise serializers.ValidationError(error.detail | unknown) from error
        if unknown:
            raise serializers.ValidationError(unknown)
        return understood

    def _refusal(self, key: str) -> ErrorDetail:
        if key in self.elsewhere:
            return ErrorDetail(self.elsewhere[key], code="not_sent_here")
        return ErrorDetail(_("Unknown field."), code="unknown_field")


class TextField(serializers.CharField):
    """A text, and not a number that is taken for one."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class CodeField(serializers.SlugRelatedField):
    """A row that is named by its code."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="code", **kwargs)

    def run_validation(self, data=empty):
        # An empty text is the code of no row; DRF would take it for null.
        if data == "":
            self.fail("does_not_exist", slug_name=self.slug_field, value=data)
        return super().run_validation(data)

    def to_internal_value(self, data):
        # PostgreSQL cannot even be asked for a null character.
        if not isinstance(data, str) or "\x00" in data:
            self.fail("invalid")
        return super().to_internal_value(data)


def nothing_but(sent: object) -> None:
    """Refuse a body where none is expected."""
    if sent not in ({}, None):
        message = ErrorDetail(_("Nothing is sent along here."), code="unexpected_body")
        raise serializers.ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [message]})


def _object(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(_("a key stands there twice"))
    return found


def _finite(text):
    number = float(text)
    if not math.isfinite(number):
        _refuse_number(text)
    return number


def _refuse_number(text):
    raise ValueError(_("no such number"))


class DayField(serializers.DateField):
    """A day as 2022-06-30; other spellings of ISO 8601 are none that people read."""

    def to_internal_value(self, value):
        if isinstance(value, str) and not DAY.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)
