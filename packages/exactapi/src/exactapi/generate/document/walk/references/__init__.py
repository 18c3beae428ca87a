"""References, and what they lead to: other files, `$id`, anchors."""
