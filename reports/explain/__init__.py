"""What is defined at an address of a scenario, in words and numbers."""
