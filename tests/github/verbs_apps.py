"""Verbs about Apps: registered, installed, suspended, removed, granted more."""

import datetime as dt
import re
import secrets
from collections.abc import Sequence
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.github.json_accounts import simple_user
from tests.github.json_apps import installation as installation_json
from tests.github.json_apps import short_repository
from tests.github.state import Account, App, Installation, ManifestCode, Permissions, Repository, Token
from tests.github.verbs_accounts import AccountVerbs

HOUR = dt.timedelta(hours=1)


class AppVerbs(AccountVerbs):
    """What people do with Apps. `token_form`: classic, stateless, or both in turn."""

    token_form: str = "both"
    _tokens_minted: int = 0

    def register_app(
        self,
        name: str = "Giveback",
        *,
        owner: Account | None = None,
        permissions: Permissions | None = None,
        events: Sequence[str] = (),
        hook_url: str | None = None,
        webhook_secret: str | None = None,
        **about: Any,
    ) -> App:
        """Register an App with keys and secrets of its own. Raises ValueError where the name is taken."""
        with self.world.lock:
            now = self.clock.now()
            slug = slug_of(name)
            if self.app_named(name) is not None:
                raise ValueError(f"{name}: an App of this name is there already")
            who = owner or self.user("app-owner")
            pem, public = _key(len(self.world.apps))
            bot = self._account(f"{slug}[bot]", "Bot")
            made = App(
                id=self.world.new_id("app"),
                slug=slug,
                name=name,
                owner=who,
                bot=bot,
                client_id=f"Iv23{secrets.token_hex(8)}",
                client_secret=secrets.token_hex(20),
                webhook_secret=secrets.token_hex(20) if webhook_secret is None else webhook_secret,
                pem=pem,
                public_key=public,
                permissions={"metadata": "read"} | (permissions or {}),
                events=list(events),
                created_at=now,
                updated_at=now,
                external_url=about.pop("external_url", "https://giveback.example"),
                hook_id=self.world.new_id("hook"),
                hook_url=hook_url,
                **about,
            )
            self.world.apps[made.id] = made
        return made

    def app_named(self, name: str) -> App | None:
        """The App of this name, or of one that differs in nothing that its slug shows."""
        return next((each for each in self.world.apps.values() if each.slug == slug_of(name)), None)

    def ping(self, app: App) -> None:
        """Send the ping that a hook gets when it is made."""
        hook = {
            "type": "App",
            "id": app.hook_id,
            "name": "web",
            "active": app.hook_active,
            "events": list(app.events),
            "config": {"url": app.hook_url or "", "content_type": app.hook_content_type, "insecure_ssl": "0"},
            "updated_at": self.clock.now().isoformat(),
            "created_at": self.clock.now().isoformat(),
            "app_id": app.id,
            "deliveries_url": f"{self.urls.api}/app/hook/deliveries",
        }
        self.deliverer.post(app, "ping", {"zen": "Keep it logically awesome.", "hook_id": app.hook_id, "hook": hook})

    def submit_manifest(self, manifest: dict[str, Any], owner: Account) -> str:
        """What a person does on the page of a new App; the code that goes back to its `redirect_url`."""
        with self.world.lock:
            code = secrets.token_hex(20)
            self.world.manifest_codes[code] = ManifestCode(code, manifest, owner, self.clock.now())
        return code

    def app_of_manifest(self, manifest: dict[str, Any], owner: Account) -> App:
        """Register the App that a manifest describes, and ping its hook."""
        hook = manifest.get("hook_attributes", {})
        made = self.register_app(
            manifest["name"],
            owner=owner,
            permissions=manifest.get("default_permissions", {}),
            events=manifest.get("default_events", []),
            hook_url=hook.get("url"),
            hook_active=hook.get("active", True),
            external_url=manifest["url"],
            description=manifest.get("description"),
            setup_url=manifest.get("setup_url"),
            redirect_url=manifest.get("redirect_url"),
        )
        self.ping(made)
        return made

    def install(
        self,
        app: App,
        account: Account | str,
        *,
        repositories: Sequence[Repository] | str = "all",
        permissions: Permissions | None = None,
        by: Account | None = None,
    ) -> Installation:
        """Install an App on an account, on all its repositories or some; `permissions` where fewer were granted."""
        with self.world.lock:
            target = self._target(account)
            now = self.clock.now()
            made = Installation(
                id=self.world.new_id("installation"),
                app=app,
                account=target,
                repository_ids=None if isinstance(repositories, str) else {each.id for each in repositories},
                permissions=dict(app.permissions if permissions is None else permissions),
                events=list(app.events),
                created_at=now,
                updated_at=now,
            )
            self.world.installations[made.id] = made
            parts = {"repositories": [short_repository(each) for each in self.world.repositories_of(made)]}
            self._tell_life(made, "created", by, **parts, requester=None)
        return made

    def suspend(self, installation: Installation, *, by: Account | None = None) -> None:
        """Suspend an installation: it gets no events, its tokens no answers."""
        with self.world.lock:
            installation.suspended_at = self.clock.now()
            installation.suspended_by = by or self.owner_of(installation.account)
            self._tell_life(installation, "suspend", by)

    def unsuspend(self, installation: Installation, *, by: Account | None = None) -> None:
        """Let a suspended installation work again."""
        with self.world.lock:
            installation.suspended_at = installation.suspended_by = None
            self._tell_life(installation, "unsuspend", by)

    def uninstall(self, installation: Installation, *, by: Account | None = None) -> None:
        """Remove an installation; its tokens end at once."""
        with self.world.lock:
            parts = {"repositories": [short_repository(each) for each in self.world.repositories_of(installation)]}
            for token in self.world.tokens.values():
                if token.installation is installation:
                    token.revoked = True
            self._tell_life(installation, "deleted", by, **parts, requester=None)
            installation.gone = True

    def accept_permissions(self, installation: Installation, *, by: Account | None = None) -> None:
        """Grant what the App asks for by now."""
        with self.world.lock:
            installation.permissions = dict(installation.app.permissions)
            installation.events = list(installation.app.events)
            self._tell_life(installation, "new_permissions_accepted", by)

    def revoke_permission(self, installation: Installation, name: str) -> None:
        """Take a permission away, as an owner's policy may; nobody is told."""
        with self.world.lock:
            installation.permissions.pop(name, None)

    def add_repositories(
        self, installation: Installation, repositories: Sequence[Repository], *, by: Account | None = None
    ) -> None:
        """Select more repositories."""
        with self.world.lock:
            installation.repository_ids = (installation.repository_ids or set()) | {each.id for each in repositories}
            self._tell_repositories(installation, "added", added=repositories, by=by)

    def remove_repositories(
        self, installation: Installation, repositories: Sequence[Repository], *, by: Account | None = None
    ) -> None:
        """Take repositories out of the selection (of all: the others become the selection)."""
        with self.world.lock:
            covered = {each.id for each in self.world.repositories_of(installation)}
            installation.repository_ids = covered - {each.id for each in repositories}
            self._tell_repositories(installation, "removed", removed=repositories, by=by)

    def mint(
        self, installation: Installation, *, permissions: Permissions | None = None, repository_ids: Any = None
    ) -> Token:
        """A new installation token, for an hour. The API checks first what was asked for."""
        with self.world.lock:
            self._tokens_minted += 1
            stateless = self.token_form == "stateless" or (self.token_form == "both" and self._tokens_minted % 2 == 0)
            app = installation.app
            value = f"ghs_{secrets.token_hex(18)}"
            if stateless:
                claims = {"sub": str(installation.id), "jti": secrets.token_hex(16), "aud": "the-stand-in-of-github"}
                value = f"ghs_{app.id}_{jwt.encode(claims, app.client_secret, algorithm='HS256')}"
            made = Token(
                value=value,
                installation=installation,
                permissions=dict(installation.permissions if permissions is None else permissions),
                repository_ids=None if repository_ids is None else frozenset(repository_ids),
                expires_at=self.clock.now() + HOUR,
            )
            self.world.tokens[value] = made
        return made

    def _target(self, account: Account | str) -> Account:
        if isinstance(account, Account):
            return account
        found = self.world.account(account)
        if found is None:
            raise KeyError(account)
        return found

    def _tell_life(self, installation: Installation, action: str, by: Account | None, **parts: Any) -> None:
        sender = by or self.owner_of(installation.account)
        payload = {
            "action": action,
            "installation": installation_json(self.urls, installation),
            **parts,
            "sender": simple_user(self.urls, sender),
        }
        self.tell_installation(installation, "installation", payload)

    def _tell_repositories(
        self,
        installation: Installation,
        action: str,
        *,
        added: Sequence[Repository] = (),
        removed: Sequence[Repository] = (),
        by: Account | None,
    ) -> None:
        installation.updated_at = self.clock.now()
        payload = {
            "action": action,
            "installation": installation_json(self.urls, installation),
            "repository_selection": "all" if installation.repository_ids is None else "selected",
            "repositories_added": [short_repository(each) for each in added],
            "repositories_removed": [short_repository(each) for each in removed],
            "requester": None,
            "sender": simple_user(self.urls, by or self.owner_of(installation.account)),
        }
        self.tell_installation(installation, "installation_repositories", payload)


def slug_of(name: str) -> str:
    """The part of addresses that names an App."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


@cache
def _key(number: int) -> tuple[str, str]:
    """The key of the app of this number: made once in a process, since making one takes longer than most tests."""
    return new_key()


def new_key() -> tuple[str, str]:
    """An RSA key pair as PEM: private, public."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()
