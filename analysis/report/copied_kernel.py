"""How does jupyter_client start a kernel that is a copy of the nursery?"""

import os
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from analysis.report.kernel import LOAD, serve


class CopiedKernel(LocalProvisioner):
    """A local kernel in all but its start; the manager holds `nursery` and `stage`."""

    async def launch_kernel(self, cmd: list[str], **settings: Any):
        """Copy the nursery instead of running `cmd`, whose arguments the kernel gets."""
        arguments = cmd[cmd.index(serve.__module__) + 1 :]
        arguments = arguments[: arguments.index(LOAD)]
        self.process = self.parent.nursery.fork(
            serve,
            arguments,
            environment=settings["env"],
            folder=settings["cwd"],
            stage=self.parent.stage,
        )
        self.pid = self.process.pid
        self.pgid = self.pid  # a session of its own: what it starts ends with it
        self.cwd = Path(settings.get("cwd") or os.getcwd())
        return self.connection_info
