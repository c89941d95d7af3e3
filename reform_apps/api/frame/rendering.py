"""Answers as JSON."""

import orjson
from rest_framework.renderers import JSONRenderer

HOW = orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z


class QuickJSONRenderer(JSONRenderer):
    """JSON as Django REST framework spells it, many times as fast."""

    def render(self, data, accepted_media_type=None, renderer_context=None):
        if data is None:
            return b""
        # Whoever asks for indented JSON reads it himself, and has time.
        if self.get_indent(accepted_media_type or self.media_type, renderer_context or {}):
            return super().render(data, accepted_media_type, renderer_context)
        return orjson.dumps(data, default=self.encoder_class().default, option=HOW)
