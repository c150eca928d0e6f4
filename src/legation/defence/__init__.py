"""Hostile input: firewall, malware, detection, scans, incidents."""
