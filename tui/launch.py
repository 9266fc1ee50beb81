"""The screens from their first frame to their last; what ended them is said in one sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import platformdirs

from exchange.errors import Exit
from exchange.locale import Language
from tui import fatal
from tui.app import ExchangeApp
from tui.config import read_config
from tui.entrance import Entrance
from tui.remapping import check_keys, keys_by_name
from tui.shell import Shell
from tui.speech import Speech


def run_screens(entrance: Entrance, language: Language) -> int:
    """Run the screens until they are left; return the exit code.

    Raise Refused for what is wrong in `config.toml`.
    """
    config = read_config(Path(platformdirs.user_config_dir("exchange")))
    config = replace(config, keys=keys_by_name(config.keys))
    check_keys(config.keys)
    shell = Shell(Speech(language), config=config)
    app = ExchangeApp(shell, entrance)
    try:
        app.run()
    finally:
        shell.work.stop()
    if app.fault is not None:
        fatal.told(app.fault)
        return Exit.REFUSED
    return Exit.DONE
