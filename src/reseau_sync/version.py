"""The version of the program, in one place."""

from importlib.metadata import version

VERSION = version("reseau-sync")
