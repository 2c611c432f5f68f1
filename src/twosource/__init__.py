"""Twosource: a newsroom in one Python command, whose law is: checked and double-checked."""

__version__ = "0.1.0"
