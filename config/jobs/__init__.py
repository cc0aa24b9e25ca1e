"""The list of all jobs: runs, imports and bulk changes, whoever made them."""
