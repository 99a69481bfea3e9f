"""Real PKCS#11 tokens by SoftHSM, in a folder of this process: the library reads its configuration only once."""

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from itertools import count
from pathlib import Path

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "1234-in-the-vault"
_numbers = count(1)


def new_token() -> str:
    """Make an empty token with the PIN `PIN`, and return its label."""
    _folder()
    label = f"house {next(_numbers)} of {os.getpid()}"
    made = ["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "officer-0000", "--pin", PIN]
    subprocess.run(made, check=True, capture_output=True)
    return label


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tokens-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    return folder
