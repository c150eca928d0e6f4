"""Appointments at an office: booked inside the record of the case they belong to."""
