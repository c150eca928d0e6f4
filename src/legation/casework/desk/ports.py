"""Fills the ports of the cases below."""

from legation.casework.cases.parts import Starts, add_starts
from legation.casework.desk.replying.queries import starts, text_for

add_starts(Starts(starts, text_for))
