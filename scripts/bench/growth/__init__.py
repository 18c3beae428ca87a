"""What takes longer where there is more of it, and what does not: `task bench:growth`."""
