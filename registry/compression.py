"""Answers in fewer bytes, for whoever asks for it."""

from django.middleware.gzip import GZipMiddleware

from reform_apps.api.frame.files import XLSX, ZIP

PACKED = (XLSX, ZIP)  # by themselves


class Compression(GZipMiddleware):
    """Compresses texts, and leaves alone what would only lose its length."""

    def process_response(self, request, response):
        if response.headers.get("Content-Type", "").startswith(PACKED):
            return response
        return super().process_response(request, response)
