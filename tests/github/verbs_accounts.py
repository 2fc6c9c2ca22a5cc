"""Verbs about people and organizations."""

import secrets
from typing import Any

from tests.github.json_accounts import organization_simple, simple_user
from tests.github.stage import Stage
from tests.github.state import Account, Installation, Membership, Token


class AccountVerbs(Stage):
    """Make and change accounts."""

    def user(self, login: str, **about: Any) -> Account:
        """A person of this login; made if there is none. `about`: name, company, email, addresses, id and so on."""
        return self._account(login, "User", **about)

    def organization(self, login: str, *, owner: Account | None = None, **about: Any) -> Account:
        """An organization of this login, with an owner; made if there is none."""
        with self.world.lock:
            account = self._account(login, "Organization", **about)
            if not account.members:
                who = owner or self.user(f"{login}-owner")
                account.members[who.id] = Membership("admin")
        return account

    def member(self, organization: Account, user: Account, *, role: str = "member", public: bool = False) -> None:
        """Make somebody a member, or change how they are one."""
        with self.world.lock:
            new = user.id not in organization.members
            organization.members[user.id] = Membership(role, public)
            if new:
                self._tell_membership("member_added", organization, user)

    def remove_member(self, organization: Account, user: Account) -> None:
        """End a membership."""
        with self.world.lock:
            self._tell_membership("member_removed", organization, user)
            del organization.members[user.id]

    def rename_account(self, account: Account, login: str) -> None:
        """Give an account another login: all its repositories answer 301 under the former."""
        with self.world.lock:
            former = account.login
            for repository in self.world.repositories.values():
                if repository.owner is account:
                    self.world.former_names[repository.full_name.lower()] = repository.id
            account.login = login
            account.updated_at = self.clock.now()
            for installation in self.world.installations.values():
                if installation.account is account and not installation.gone:
                    self._tell_renamed(installation, former)
            if account.type == "Organization":
                self._tell_organization("renamed", account, changes={"login": {"from": former}})

    def token(self, user: Account, value: str | None = None) -> str:
        """A personal token of somebody: it may what they may."""
        with self.world.lock:
            made = Token(value or f"ghp_{secrets.token_hex(18)}", user=user)
            self.world.tokens[made.value] = made
        return made.value

    def _account(self, login: str, kind: str, *, id: int | None = None, **about: Any) -> Account:  # noqa: A002 - GitHub's word
        with self.world.lock:
            found = self.world.account(login)
            if found is None:
                now = self.clock.now()
                found = Account(id or self.world.new_id("account"), login, kind, now, now)
                self.world.accounts[found.id] = found
            for name, value in about.items():
                setattr(found, name, set(value) if name == "addresses" else value)
        return found

    def _tell_membership(self, action: str, organization: Account, user: Account) -> None:
        url = f"{self.urls.api}/orgs/{organization.login}"
        membership = {
            "url": f"{url}/memberships/{user.login}",
            "state": "active",
            "role": organization.members[user.id].role,
            "organization_url": url,
            "user": simple_user(self.urls, user),
        }
        self._tell_organization(action, organization, membership=membership)

    def _tell_organization(self, action: str, organization: Account, **parts: object) -> None:
        for installation in self.world.installations.values():
            heard = "organization" in installation.events and not installation.suspended_at and not installation.gone
            if installation.account is organization and heard:
                self.tell_installation(
                    installation,
                    "organization",
                    {
                        "action": action,
                        **parts,
                        "organization": organization_simple(self.urls, organization),
                        "installation": self.short_installation(installation),
                        "sender": simple_user(self.urls, self.owner_of(organization)),
                    },
                )

    def _tell_renamed(self, installation: Installation, former: str) -> None:
        account = installation.account
        told = {**simple_user(self.urls, account), **organization_simple(self.urls, account)}
        payload = {
            "action": "renamed",
            "account": {**told, "description": account.bio, "archived_at": None},
            "changes": {"login": {"from": former}},
            "target_type": account.type,
            "installation": self.short_installation(installation),
            "sender": simple_user(self.urls, self.owner_of(account)),
        }
        if account.type == "Organization":
            payload["organization"] = organization_simple(self.urls, account)
        self.tell_installation(installation, "installation_target", payload)
