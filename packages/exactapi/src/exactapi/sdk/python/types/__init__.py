"""What shapes are in an SDK: annotations, classes, and what parts of a form are."""
