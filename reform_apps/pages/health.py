"""What a load balancer asks: is the server alive, and is it ready?"""

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def livez(request):
    """Answer as long as the server answers at all."""
    return _answer("ok")


@never_cache
@require_safe
def readyz(request):
    """Answer 503 while the database is silent or behind the code."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return _answer("the database does not answer", status=503)
    if missing:
        return _answer(f"{len(missing)} migrations are not applied", status=503)
    return _answer("ok")


def _answer(words, status=200):
    return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status)
