"""Who does what, when: activities, tasks and opportunities."""
