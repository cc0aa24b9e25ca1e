"""Files that people upload to be imported, and the list of all jobs."""
