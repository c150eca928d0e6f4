"""Answers for other programs: streamed row by row, in no order that means anything."""
