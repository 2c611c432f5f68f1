"""The roles of a newsroom, as Django groups."""

REPORTER = "Reporters"
CHECKER = "Checkers"
EDITOR = "Editors"
MODERATOR = "Moderators"
ROLES = (REPORTER, CHECKER, EDITOR, MODERATOR)
