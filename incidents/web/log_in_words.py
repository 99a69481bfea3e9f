"""What Flask-Security tells people, in the product's own words."""

ERROR, SUCCESS, INFO = "error", "success", "info"

MESSAGES = {
    "SECURITY_MSG_GENERIC_AUTHN_FAILED": ("E-mail address and password do not match. Check both, try again.", ERROR),
    "SECURITY_MSG_EMAIL_NOT_PROVIDED": ("Give your e-mail address.", ERROR),
    "SECURITY_MSG_INVALID_EMAIL_ADDRESS": ("This is not an e-mail address.", ERROR),
    "SECURITY_MSG_PASSWORD_NOT_PROVIDED": ("Give a password.", ERROR),
    "SECURITY_MSG_INVALID_PASSWORD": ("This is not your password. Try again.", ERROR),
    "SECURITY_MSG_PASSWORD_INVALID_LENGTH": ("Give at least %(length)s characters.", ERROR),
    "SECURITY_MSG_PASSWORD_IS_THE_SAME": ("This is the password that you have. Choose another.", ERROR),
    "SECURITY_MSG_RETYPE_PASSWORD_MISMATCH": ("The two passwords differ. Type both again.", ERROR),
    "SECURITY_MSG_PASSWORD_CHANGE": ("Your password is changed.", SUCCESS),
    "SECURITY_MSG_REAUTHENTICATION_REQUIRED": ("Confirm first that it is you.", INFO),
    "SECURITY_MSG_REAUTHENTICATION_SUCCESSFUL": ("Thank you. Go on where you were.", INFO),
}
"""Settings of Flask-Security: a sentence and its kind."""
