"""Who may come in; DRF reads this while it starts, so nothing here imports a view."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from knox import auth
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission


class TokenAuthentication(auth.TokenAuthentication):
    """`Authorization: Token ...`; what cannot be a token is not looked for."""

    def authenticate_credentials(self, token):
        # Knox would decode other bytes, and fail.
        if not token.isalnum():
            raise AuthenticationFailed(_("Invalid token."))
        return super().authenticate_credentials(token)

    def _cleanup_token(self, auth_token):
        # This one alone: the others of its owner are looked at when somebody signs in.
        is_over = auth_token.expiry is not None and auth_token.expiry < timezone.now()
        if is_over:
            auth_token.delete()
        return is_over


class MayRead(BasePermission):
    """Anybody may read while reading is public; whoever writes has signed in."""

    def has_permission(self, request, view):
        if request.user.is_authenticated:
            return True
        if not settings.REGISTRY_PUBLIC_READ:
            return False
        # A method that a view does not have is refused as such: signing in would not help.
        return request.method in SAFE_METHODS or not hasattr(view, request.method.lower())


class SignedIn(BasePermission):
    """Only for people who have signed in."""

    def has_permission(self, request, view):
        return request.user.is_authenticated
