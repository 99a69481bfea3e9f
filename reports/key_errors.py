"""What can go wrong with keys. Each text is a sentence for a person."""


class KeyStoreError(Exception):
    """A key cannot be made, stored or opened."""


class WrongPassphrase(KeyStoreError):
    """The passphrase or PIN does not open the key."""


class WeakPassphrase(KeyStoreError):
    """The passphrase breaks the policy."""


class TokenError(KeyStoreError):
    """The PKCS#11 token cannot be reached, or cannot do what was asked of it."""
