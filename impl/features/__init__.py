"""What the service is about; each folder a subject, with the same file names in each."""
