"""placeholder"""

from fastapi import FastAPI


def mount_console(app: FastAPI) -> None: ...
