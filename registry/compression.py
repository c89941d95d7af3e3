"""Answers in fewer bytes, for whoever asks for it."""

from django.middleware.gzip import GZipMiddleware

# These are compressed by themselves.
PACKED = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip")


class Compression(GZipMiddleware):
    """Compresses texts, and leaves alone what would only lose its length."""

    def process_response(self, request, response):
        if response.headers.get("Content-Type", "").startswith(PACKED):
            return response
        return super().process_response(request, response)
