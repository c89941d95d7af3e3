"""Signing in and out: tokens that are hashed at rest and expire."""

from axes.helpers import get_cool_off
from django.contrib.auth import authenticate
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.utils import extend_schema, inline_serializer
from knox import views
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny

from reform_apps.api.frame.access import SignedIn, TokenAuthentication
from reform_apps.api.frame.errors import LockedOut
from reform_apps.api.frame.resources import Door
from reform_apps.api.serializers.bodies import nothing_but
from reform_apps.api.serializers.sent import CredentialsSerializer


class TokenScheme(KnoxTokenScheme):
    """How the schema describes it."""

    target_class = "reform_apps.api.frame.access.TokenAuthentication"


class LoginView(Door, views.LoginView):
    """Sign in: a name and a password for a token."""

    authentication_classes = []
    permission_classes = [AllowAny]

    def get_authenticate_header(self, request):
        return TokenAuthentication().authenticate_header(request)

    @extend_schema(
        request=CredentialsSerializer,
        responses=inline_serializer(
            "Token", {"token": serializers.CharField(), "expiry": serializers.DateTimeField()}
        ),
    )
    def post(self, request, format=None):
        """Give a token for a name and a password."""
        sent = CredentialsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        user = authenticate(request=request._request, **sent.validated_data)
        if getattr(request._request, "axes_locked_out", False):
            # Taken back, for the middleware would answer with a page.
            request._request.axes_locked_out = False
            raise LockedOut(wait=get_cool_off(request._request).total_seconds())
        if user is None:
            raise AuthenticationFailed(_("This name and this password do not go together."))
        request.user = user
        user.auth_token_set.filter(expiry__lt=timezone.now()).delete()
        return super().post(request, format)


class LogoutView(Door, views.LogoutView):
    """Sign out: the token that is sent is worth nothing from then on."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [SignedIn]

    @extend_schema(request=None, responses={204: None})
    def post(self, request, format=None):
        """Throw the token away."""
        nothing_but(request.data)
        return super().post(request, format)
