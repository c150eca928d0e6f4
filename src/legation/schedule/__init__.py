"""What runs when: recurring jobs that survive restarts and run once in a cluster."""
